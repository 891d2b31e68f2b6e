"""Standards as data: shipped heads, and files of the organisation's own in DATA/standards, which take their place.

The text of a standard is imported by whoever has it and never written by us: where it is missing, it says so.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

SHIPPED = Path(__file__).parent / "standards"
OWN = "standards"
KINDS = ("live", "test", "document")


class BadStandard(ValueError):
    """A file that cannot be read as a standard; the message says where."""


@dataclass(frozen=True)
class Evidence:
    """Where proof is found: `live` a question the system answers, `test` a test by name, `document` a page of ours."""

    kind: str
    name: str


@dataclass(frozen=True)
class Requirement:
    """One thing asked. `text` is the standard's own wording, empty until imported; `head` is in four languages."""

    id: str
    head: Mapping[str, str]
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Standard:
    """One standard: who made it, from which source its heads are known, and when that was looked at."""

    id: str
    title: Mapping[str, str]
    source: str
    seen: str
    requirements: tuple[Requirement, ...]


def standards() -> tuple[Standard, ...]:
    """All of them by id; one of the organisation's own takes the place of a shipped one."""
    files = {path.stem: path for folder in (SHIPPED, Path(settings.DATA_DIR) / OWN) for path in folder.glob("*.toml")}
    return tuple(_read(files[name]) for name in sorted(files))


def standard(name: str) -> Standard:
    """The standard of this id; KeyError when there is none."""
    return {one.id: one for one in standards()}[name]


def _read(path: Path) -> Standard:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        return Standard(path.stem, raw["title"], raw["source"], str(raw["seen"]), tuple(_requirements(raw)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadStandard(f"{path.name}: {error}") from None


def _requirements(raw: Mapping[str, Any]) -> Iterator[Requirement]:
    for one in raw["requirements"]:
        evidence = tuple(Evidence(*text.split(":", 1)) for text in one.get("evidence", ()))
        if any(found.kind not in KINDS for found in evidence):
            raise ValueError(f"{one['id']}: unknown kind of evidence")
        yield Requirement(one["id"], one["head"], one.get("text", "").strip(), evidence)
