"""Where everything of the outside lies, and what time it is in the play."""

import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kindline.faces.police import clock

SERVICES = ("site", "desk", "portal", "mailroom", "smtp", "dns", "webhook")
DUTY_MAILBOX = "duty@hotline.example"
POLICE_MAILBOX = "police@police.example"
OFFICERS = ("officer-1", "officer-2")
ANALYSTS = ("analyst-1", "analyst-2")
FOUNDING = "relay-be-2002"


class NotADemonstration(Exception):
    """The folder holds something else; it is left alone."""


@dataclass(frozen=True)
class Stage:
    """One demonstration: its data folder and what surrounds it."""

    data: Path

    @property
    def outside(self) -> Path:
        return self.data / "outside"

    @property
    def keys(self) -> Path:
        """The platform's keys, which lie beside the data and are not part of it."""
        return Path(f"{self.data}.keys")

    @property
    def police(self) -> Path:
        return self.outside / "police"

    @property
    def analysts(self) -> Path:
        return self.outside / "analysts"

    @property
    def mandate(self) -> str:
        """The shipped mandate that is played."""
        return str(self._facts().get("mandate", FOUNDING))

    @property
    def service(self) -> str:
        """Which duty is played: the hotline, or a night at the line for missing children."""
        return str(self._facts().get("service", "hotline"))

    @property
    def assessor(self) -> str:
        """Whose office is handed the reports: `police` or `analysts`, after whom its folder and its books are named."""
        return "police" if self.mandate.startswith("relay") else "analysts"

    @property
    def exercise(self) -> bool:
        return self.mandate == "exercise"

    @property
    def packets(self) -> Path:
        return self.outside / "packets"

    def ports(self) -> dict[str, int]:
        return {name: int(port) for name, port in self._facts()["ports"].items()}

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports()[name]}"

    def ended_at(self) -> datetime | None:
        """When the play ended: what came later was done by hand."""
        text = self._facts().get("ended_at")
        return datetime.fromisoformat(text) if text else None

    def closed_ledgers(self) -> dict[str, int]:
        """How long every book of the outside was when it was closed."""
        return dict(self._facts().get("ledgers", {}))

    def note(self, **facts: Any) -> None:
        """Keep facts about the stage."""
        known = self._facts() if self._file.exists() else {}
        write_whole(self._file, json.dumps(known | facts, indent=1).encode())

    def now(self) -> datetime:
        """The time in the play, which the platform's own clock shows too."""
        return clock.now() + timedelta(seconds=self._offset())

    def advance(self, by: timedelta) -> None:
        """Let time pass for everybody."""
        write_whole(self._clock, str(self._offset() + by.total_seconds()).encode())

    @property
    def _file(self) -> Path:
        return self.outside / "stage.json"

    @property
    def _clock(self) -> Path:
        return self.data / "demo-clock"

    def _facts(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._file.read_text()))
        except FileNotFoundError:
            raise NotADemonstration(f"{self.data} holds no demonstration (no outside/stage.json)") from None

    def _offset(self) -> float:
        try:
            return float(self._clock.read_text())
        except FileNotFoundError:
            return 0.0


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(data)
    fresh.chmod(0o600)
    fresh.replace(path)


def free_ports() -> dict[str, int]:
    """A free port on loopback for every service."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in SERVICES]
    ports = {name: sock.getsockname()[1] for name, sock in zip(SERVICES, held, strict=True)}
    for sock in held:
        sock.close()
    return ports
