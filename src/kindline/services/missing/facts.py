"""What the public may know of one missing child: exactly what an appeal and an alert say, read from TOML or JSON.

Least is published: a given name is enough. Words are given in each language; nothing is translated here.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kindline.services.missing.words import LANGUAGES

LIMIT = 1_000_000
LONGEST = {"name": 60, "place": 120, "clothing": 240, "looks": 240, "circumstances": 300, "area": 80, "decided_by": 120}
SEXES = ("girl", "boy", "unsaid")


class BadFacts(ValueError):
    """What is missing or wrong in the file, by the name of its field."""


@dataclass(frozen=True)
class Area:
    """Where an alert is shown: an ISO 3166 code and its name in each language."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """The public facts. Heights in centimetres, times with their offset, words by language."""

    number: str
    name: str = field(repr=False)
    age: int
    sex: str
    height: int | None
    last_seen: datetime
    web: str
    portrait: str
    place: Mapping[str, str] = field(repr=False)
    clothing: Mapping[str, str] = field(repr=False)
    looks: Mapping[str, str] = field(repr=False)
    circumstances: Mapping[str, str] = field(repr=False)
    areas: tuple[Area, ...] = ()
    decided_by: Mapping[str, str] = field(default_factory=dict)

    def page(self, language: str) -> str:
        """The live page in this language, which ends when the appeal does."""
        return self.web.replace("{language}", language)


def read_facts(path: Path) -> Facts:
    """The facts in this file; BadFacts when they do not suffice, OSError when it cannot be read."""
    with path.open("rb") as file:
        data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise BadFacts(f"larger than {LIMIT} bytes")
    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadFacts(f"neither TOML nor JSON in UTF-8: {problem}") from None
    if not isinstance(raw, dict):
        raise BadFacts("not a table of fields")
    return facts_from(raw)


def facts_from(raw: Mapping[str, Any]) -> Facts:
    """The same from a parsed document."""
    if unknown := set(raw) - KNOWN:
        raise BadFacts(f"unknown field {', '.join(sorted(map(str, unknown)))}")
    return Facts(
        number=_text(raw, "number", most=40, fits=lambda text: text.replace("-", "").isalnum() and text.isascii()),
        name=_text(raw, "name", most=LONGEST["name"]),
        age=_whole(raw, "age", range(25)),
        sex=_text(raw, "sex", most=20, fits=SEXES.__contains__),
        height=_whole(raw, "height", range(30, 231)) if "height" in raw else None,
        last_seen=_moment(raw, "last_seen"),
        web=_text(raw, "web", most=300, fits=_live_page),
        portrait=_text(raw, "portrait", most=100, fits=lambda text: text == Path(text).name and text.endswith(".svg")),
        place=_spoken(raw, "place"),
        clothing=_spoken(raw, "clothing"),
        looks=_spoken(raw, "looks"),
        circumstances=_spoken(raw, "circumstances") if "circumstances" in raw else {},
        areas=tuple(_area(each) for each in _list(raw, "areas")),
        decided_by=_spoken(raw, "decided_by") if "decided_by" in raw else {},
    )


KNOWN = set(Facts.__dataclass_fields__)


def _text(raw: Mapping[str, Any], name: str, *, most: int, fits: Callable[[str], object] = bool) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadFacts(f"{name} is missing")
    value = " ".join(value.split())
    if len(value) > most or not value.isprintable() or not fits(value):
        raise BadFacts(f"{name} is not as it must be (at most {most} letters)")
    return value


def _spoken(raw: Mapping[str, Any], name: str) -> dict[str, str]:
    value = raw.get(name)
    if not isinstance(value, dict):
        raise BadFacts(f"{name} is missing; it is given in {', '.join(LANGUAGES)}")
    missing = [language for language in LANGUAGES if language not in value]
    if missing or len(value) > len(LANGUAGES):
        raise BadFacts(f"{name} is given in exactly {', '.join(LANGUAGES)}")
    return {language: _text(value, language, most=LONGEST.get(name, 120)) for language in LANGUAGES}


def _whole(raw: Mapping[str, Any], name: str, allowed: range) -> int:
    value = raw.get(name)
    if type(value) is not int or value not in allowed:
        raise BadFacts(f"{name} is not a whole number from {allowed.start} to {allowed.stop - 1}")
    return value


def _moment(raw: Mapping[str, Any], name: str) -> datetime:
    value = raw.get(name)
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        at = None
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise BadFacts(f"{name} is not a day and time with its offset, such as 2026-11-24T16:20:00+01:00")
    return at.replace(microsecond=0)


def _list(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise BadFacts(f"{name} is not a list of tables")
    return value


def _area(raw: Mapping[str, Any]) -> Area:
    return Area(_text(raw, "code", most=6), _spoken(raw, "names"))


def _live_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username and " " not in text
