"""Composing a letter: the words of its kind and language, the law of the mandate, the facts of the case."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date

from kindline.services.hotline.writing.letter import Element, Letter, Line

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("nl", "fr", "de", "en")
# How each language writes a day in Europe.
LOCALES = {"nl": "nl", "fr": "fr", "de": "de", "en": "en_GB"}
KINDS = ("notice", "order", "preservation", "referral", "transfer", "member")


@dataclass(frozen=True)
class Sender:
    """Who writes: the organisation, its mailbox, its keys as fingerprints, and where a letter is asked after."""

    organisation: str
    mailbox: str
    portal: str
    platform: str
    certificate: str


@dataclass(frozen=True)
class Place:
    """One released address and what the sources said of it on a day."""

    line: int
    address: str = field(repr=False)
    classification: str
    country: str = ""
    networks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """The facts of one letter. `provider` and its mailbox are who hosts; `recipient` is who reads."""

    number: str
    check_code: str
    day: date
    looked_up: date
    recipient: str
    places: tuple[Place, ...]
    route: str = ""
    exercise: bool = False
    provider: str = ""
    provider_mailbox: str = ""


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> dict[str, Any]:
    """Every word of a language we write; English when it is none of ours."""
    known = language if language in LANGUAGES else "en"
    return tomllib.loads((WORDS / f"{known}.toml").read_text("utf-8")) | {"language": known}


def written(day: date, language: str) -> str:
    """The day in words. Nothing finer ever stands in a letter (P11)."""
    return format_date(day, format="long", locale=LOCALES[words(language)["language"]])


def compose(
    kind: str, language: str, *, case: Case, law: Mapping[str, str], sender: Sender, preservation_days: int
) -> Letter:
    """A letter of this kind; KeyError when its words ask for something nobody said."""
    said = words(language)
    own, tongue = said[kind], said["language"]
    looked_up = written(case.looked_up, tongue)
    values = dict(law) | {
        "recipient": case.recipient,
        "provider": case.provider or said["facts"]["no_provider"],
        "provider_mailbox": case.provider_mailbox or said["facts"]["no_mailbox"],
        "looked_up": looked_up,
        "route": case.route,
        "organisation": sender.organisation,
        "mailbox": sender.mailbox,
        "preservation_days": str(preservation_days),
    }
    return Letter(
        kind=kind,
        language=tongue,
        title=own["title"],
        number=case.number,
        check_code=case.check_code,
        day=case.day,
        recipient=case.provider if own.get("draft") else case.recipient,
        opening=_opening(own, said, case).format_map(values),
        elements=tuple(_element(entry, values) for entry in own["elements"]),
        lines=tuple(_line(place, said["facts"], tongue, looked_up) for place in case.places),
        asks=tuple(ask.format_map(values) for ask in own["asks"]),
        closing=own["closing"],
        labels=said["labels"] | {"asks": own.get("asks_heading", said["labels"]["asks"])},
        keys=_keys(sender, said["labels"]),
        genuine=f"{sender.portal}/{tongue}/genuine/",
        draft=bool(own.get("draft")),
    )


def _opening(own: Mapping[str, Any], said: Mapping[str, Any], case: Case) -> str:
    return f"{said['exercise']['warning']} {own['opening']}" if case.exercise else str(own["opening"])


def _element(entry: Mapping[str, Any], values: Mapping[str, Any]) -> Element:
    text = entry["text"].format_map(values)
    # A phrase of the law may stand at the beginning of a sentence or within one.
    return Element(entry["name"], entry["heading"], text[:1].upper() + text[1:], bool(entry.get("lines")))


def _line(place: Place, said: Mapping[str, str], language: str, looked_up: str) -> Line:
    names = Locale(language).territories
    country = names.get(place.country, place.country)
    facts = [said.get(place.classification, place.classification)] if place.classification else []
    facts += [said["country"].format(country=country, looked_up=looked_up)] if country else [said["no_country"]]
    facts += [said["network"].format(asn=asn, holder=holder) for asn, holder in place.networks]
    return Line(place.line, place.address, tuple(facts))


def _keys(sender: Sender, labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    certificate = ((labels["certificate"], sender.certificate),) if sender.certificate else ()
    return ((labels["platform"], sender.platform), *certificate)


def empty_fields(letter: Letter) -> Sequence[str]:
    """The names of fields without words: a letter with one does not leave."""
    plain = ("title", "number", "check_code", "recipient", "opening", "closing", "genuine")
    found = [name for name in plain if not getattr(letter, name).strip()]
    found += [element.name for element in letter.elements if not element.text.strip() or not element.heading.strip()]
    found += [name for name, value in letter.keys if not value.strip()]
    found += [f"line {line.line}" for line in letter.lines if not line.address.strip()]
    return found + ([] if letter.lines else ["lines"]) + ([] if letter.asks else ["asks"])
