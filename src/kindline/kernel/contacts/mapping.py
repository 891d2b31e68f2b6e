"""What a telephone exchange's own words mean to us, by configuration: `DATA/exchanges/NAME.toml`.

[fields]                      # where in its JSON each of ours stands
event = "data.event_type"
call = "data.payload.call_id" # its own name of the call, the same in all events of one call
caller = "data.payload.from"  # may be left out
agent = "data.payload.to"     # may be left out
[events]                      # its words for the three that we know; any other event is passed over
"call.initiated" = "ringing"
"call.answered" = "answered"
"call.hangup" = "ended"
[only]                        # what must stand where, or the event is passed over; may be left out
"data.payload.direction" = "incoming"
[agents]                      # whose telephone each is: the name they sign in with; may be left out
"201" = "n.peeters"
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = "exchanges"
EVENTS = ("ringing", "answered", "ended")
NEEDED, KNOWN = {"event", "call"}, {"event", "call", "caller", "agent"}
LONGEST = 200
NAME = re.compile(r"[a-z0-9-]{1,40}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")


class BadMapping(ValueError):
    """The file cannot be used; its text says which part."""


class NotAsMapped(ValueError):
    """The event has nothing, or something else than text, where the mapping looks for what it needs."""


@dataclass(frozen=True)
class Heard:
    """One event in our words. `agent` is the sign-in name of whose telephone it is, or empty."""

    exchange: str
    event: str
    call: str = field(repr=False)
    caller: str = field(default="", repr=False)
    agent: str = ""


@dataclass(frozen=True)
class EventMap:
    """A read and checked file."""

    exchange: str
    fields: Mapping[str, str]
    events: Mapping[str, str]
    only: Mapping[str, str]
    agents: Mapping[str, str]

    def heard(self, document: Any) -> Heard | None:
        """The event in our words; None for one that is passed over. NotAsMapped when a needed part is missing."""
        if any(_text(document, path) != value for path, value in self.only.items()):
            return None
        event = self.events.get(_text(document, self.fields["event"]))
        if event is None:
            return None
        call = _text(document, self.fields["call"])
        if not call:
            raise NotAsMapped("call")
        caller, agent = (_text(document, self.fields.get(name, "")) for name in ("caller", "agent"))
        return Heard(self.exchange, event, call, caller, self.agents.get(agent, ""))


def mapping_of(exchange: str) -> EventMap:
    """The mapping of this exchange; BadMapping when there is none that can be used."""
    path = Path(settings.DATA_DIR) / FOLDER / f"{exchange}.toml"
    try:
        return read_mapping(exchange, path.read_text())
    except OSError:
        raise BadMapping(f"no {FOLDER}/{exchange}.toml") from None


def read_mapping(exchange: str, text: str) -> EventMap:
    """A mapping from its text; BadMapping says what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(str(error)) from None
    if unknown := set(raw) - {"fields", "events", "only", "agents"}:
        raise BadMapping(f"unknown part: {min(unknown)}")
    parts = {name: _texts(name, raw.get(name, {})) for name in ("fields", "events", "only", "agents")}
    if not set(parts["fields"]) >= NEEDED or set(parts["fields"]) - KNOWN:
        raise BadMapping(f"fields: {', '.join(sorted(NEEDED))} are needed; {', '.join(sorted(KNOWN))} are known")
    if not parts["events"] or set(parts["events"].values()) - set(EVENTS):
        raise BadMapping(f"events: each is one of {', '.join(EVENTS)}")
    for path in (*parts["fields"].values(), *parts["only"]):
        _steps(path)
    return EventMap(exchange, **parts)


def _texts(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise BadMapping(f"{name}: texts only")
    return dict(table)


def _steps(path: str) -> list[str | int]:
    """`a.b[0].c` as the steps it stands for."""
    found = [(match.group(1), match.group(2)) for match in _STEP.finditer(path)]
    spelled = "".join(f".{name}" if name else f"[{index}]" for name, index in found).removeprefix(".")
    if not found or spelled != path:
        raise BadMapping(f"not a path: {path}")
    return [name or int(index) for name, index in found]


def _text(document: Any, path: str) -> str:
    """What stands there, as text; empty when there is nothing. A number is a text of digits."""
    if not path:
        return ""
    for step in _steps(path):
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return ""
    if isinstance(document, bool) or not isinstance(document, str | int):
        return ""
    text = str(document)
    if len(text) > LONGEST:
        raise NotAsMapped("too long")
    return text
