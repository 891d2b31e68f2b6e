"""The processes of a demonstration: those of the house and those outside, started and stopped in order."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from kindline.faces.outside.stage import DUTY_MAILBOX, Stage

HOUSE = ("site", "desk", "portal", "mailroom", "worker")
OUTSIDE = ("mail_server", "name_server", "duty_webhook")
READY_SECONDS = 30


class NotUp(Exception):
    """A process ended or did not answer; its log says why."""


def environment(stage: Stage) -> dict[str, str]:
    """How the house finds the outside."""
    ports = stage.ports()
    return {
        "KINDLINE_DATA": str(stage.data),
        "KINDLINE_KEYS": str(stage.keys),
        "KINDLINE_PACKETS": str(stage.packets),
        "DJANGO_SETTINGS_MODULE": "kindline.settings.embedded",
        "KINDLINE_SMTP_HOST": "127.0.0.1",
        "KINDLINE_SMTP_PORT": str(ports["smtp"]),
        "KINDLINE_RESOLVER": f"127.0.0.1:{ports['dns']}",
        "KINDLINE_DUTY_LADDER": f"mail:{DUTY_MAILBOX},webhook:{stage.url('webhook')}/ring",
        "KINDLINE_SITE_URL": stage.url("site"),
        "KINDLINE_DESK_URL": stage.url("desk"),
        "KINDLINE_PORTAL_URL": stage.url("portal"),
    }


class Troupe:
    """Everything that runs."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.running = stage, dict[str, subprocess.Popen[bytes]]()

    def start(self) -> None:
        """Start all and wait until every door answers."""
        for module in OUTSIDE:
            self._start(module, ["-m", f"kindline.faces.outside.{module}", str(self.stage.data)])
        for face in HOUSE[:4]:
            door = ["--face", face, "--port", str(self.stage.ports()[face])]
            self._start(face, [*CLI, "serve", "--data", str(self.stage.data), *door])
        self._start("worker", [*CLI, "worker", "--data", str(self.stage.data)])
        for name, port in self.stage.ports().items():
            if name != "dns":
                self._wait_for(name, port)

    def watch_wire(self) -> None:
        """Count what falls into the hole."""
        self._start("black_hole", ["-m", "kindline.faces.outside.black_hole", str(self.stage.data)])

    def stop(self) -> None:
        """The house first, then the outside, so that nothing is cut off in a sentence."""
        for name in ("worker", "site", "desk", "portal", "mailroom", *OUTSIDE, "black_hole"):
            process = self.running.pop(name, None)
            if process and process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def check(self) -> None:
        """NotUp when something has ended."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise NotUp(f"{name} ended with {process.returncode}; see {self._log(name)}")

    def _start(self, name: str, arguments: list[str]) -> None:
        path = self._log(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *arguments],
                env={**os.environ, **environment(self.stage)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.stage.outside / "logs" / f"{name}.log"

    def _wait_for(self, name: str, port: int) -> None:
        start = time.monotonic()
        while time.monotonic() - start < READY_SECONDS:
            self.check()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise NotUp(f"{name} does not answer at port {port}")


CLI = ("-m", "kindline.faces.cli")
