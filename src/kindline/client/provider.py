"""A provider's abuse desk: notices fetched and opened here, acknowledged, and answered address by address."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kindline.client.connection import Connection
from kindline.client.refusals import Refused
from kindline.sealing.box import open_box
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey
from kindline.sealing.padding import unpad

Action = Literal["removed", "secured", "moved", "refused", "not_found"]


@dataclass(frozen=True)
class Waiting:
    """A notice in the list."""

    number: str
    state: str
    day: date
    lines: int


@dataclass(frozen=True)
class Line:
    """One address of a notice, in the clear, on your machine alone; `action` is what you said of it before.

    `xarf` is the same as an XARF v4 report, where the verdict has one.
    """

    line: int
    address: str = field(repr=False)
    action: str = ""
    xarf: Mapping[str, Any] | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Notice:
    """A notice, opened."""

    number: str
    check_code: str
    language: str
    day: date
    mandate: str
    basis: str
    state: str
    lines: tuple[Line, ...] = field(repr=False)


@dataclass(frozen=True)
class Provider:
    """A provider's desk. `opening`: the keys that it opens with, on duty and in reserve."""

    connection: Connection
    opening: Sequence[SealingPrivateKey]

    def notices(self) -> list[Waiting]:
        """What waits, oldest first."""
        rows = self.connection.get("/v1/notices")["notices"]
        return [Waiting(row["number"], row["state"], date.fromisoformat(row["day"]), row["lines"]) for row in rows]

    def fetch(self, number: str) -> Notice:
        """One notice with its addresses; Refused when a line is sealed to none of your keys, or was changed."""
        said = self.connection.post(f"/v1/notices/{number}/fetch")
        texts = {name: said[name] for name in ("number", "check_code", "language", "mandate", "basis", "state")}
        lines = tuple(self._opened(line, number) for line in said["lines"])
        return Notice(**texts, day=date.fromisoformat(said["day"]), lines=lines)

    def acknowledge(self, number: str) -> str:
        """You have read it; returns its state."""
        return str(self.connection.post(f"/v1/notices/{number}/acknowledge")["state"])

    def tell(self, number: str, actions: Mapping[int, Action]) -> str:
        """What you did, by line; returns the notice's state: `acted` once every line has its answer."""
        said = [{"line": line, "action": action} for line, action in actions.items()]
        return str(self.connection.post(f"/v1/notices/{number}/actions", {"actions": said})["state"])

    def _opened(self, line: Mapping[str, Any], number: str) -> Line:
        key = _first(self.opening, line["copies"])
        try:
            box = base64.b64decode(line["copies"][key.key_id], validate=True)
            plain = json.loads(unpad(open_box(box, key=key, info=b"notice:" + number.encode("ascii"))))
        except (SealingError, ValueError, binascii.Error):
            raise Refused(f"line {line['line']} of notice {number} does not open: it was changed on its way") from None
        if (plain["line"], plain["notice"]) != (line["line"], number):
            raise Refused(f"a line of notice {number} is not where it belongs")
        return Line(line["line"], plain["address"], line["action"], plain.get("xarf"))


def _first(keys: Iterable[SealingPrivateKey], copies: Mapping[str, str]) -> SealingPrivateKey:
    found = next((key for key in keys if key.key_id in copies), None)
    if found is None:
        raise Refused("sealed to none of these keys: use the pick-up page for this notice, and check your keys")
    return found
