"""A Child Alert and what follows it: opened, extended, corrected, ended, each as a CAP message in four languages.

Six hours each time, three extensions, twenty-four hours at most, each on a magistrate's decision. Ending an alert ends
nothing else: the message says whether the search goes on. A child found is not named again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from babel.dates import format_date, format_time

from kindline.services.missing.cap import profile
from kindline.services.missing.cap.checking import moment
from kindline.services.missing.cap.message import infos, pairs, text
from kindline.services.missing.cap.structure import NAMESPACE
from kindline.services.missing.cap.validating import LIMIT, problems
from kindline.services.missing.facts import Facts
from kindline.services.missing.words import LANGUAGES, age_in_words, words
from kindline.services.missing.xml_reading import read

LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}
register_namespace("", NAMESPACE)


class NotNow(ValueError):
    """Why this alert may not be issued, extended or ended so."""


@dataclass(frozen=True)
class Issued:
    """One message of an alert: enough of it to write the next."""

    sender: str
    identifier: str
    sent: datetime
    first: datetime
    expires: datetime
    extension: int
    kind: str = "Alert"
    status: str = "Actual"
    references: str = ""

    @property
    def named(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent.isoformat()}"


def opened(facts: Facts, *, sender: str, at: datetime, status: str = "Actual") -> Issued:
    """The first message; NotNow without a decision, an area, or with a child last seen later than now."""
    at = at.replace(microsecond=0)
    _ready(facts, at)
    return Issued(sender, f"{facts.number}.{at:%Y%m%dT%H%M%S}", at, at, at + profile.ONCE, 0, status=status)


def extended(before: Issued, *, at: datetime) -> Issued:
    """Six hours more, up to three times and up to twenty-four hours after the first; only while the alert lasts."""
    if before.extension >= profile.EXTENSIONS:
        raise NotNow(f"an alert is extended at most {profile.EXTENSIONS} times; a new one takes a new decision")
    after = _following(before, at, "Update")
    expires = min(after.sent + profile.ONCE, before.first + profile.LONGEST)
    return replace(after, expires=expires, extension=before.extension + 1)


def corrected(before: Issued, *, at: datetime) -> Issued:
    """Other facts until the same end."""
    return _following(before, at, "Update")


def ended(before: Issued, *, at: datetime) -> Issued:
    """The end of the alert, told also when its time ran out: an end message always follows."""
    after = _following(before, at, "Cancel")
    return replace(after, expires=after.sent + profile.ONCE)


def _ready(facts: Facts, at: datetime) -> None:
    if not facts.decided_by:
        raise NotNow("decided_by is missing: only a magistrate decides on a Child Alert")
    if not facts.areas:
        raise NotNow("areas is missing: an alert is for somewhere")
    if facts.last_seen > at:
        raise NotNow("last_seen is later than the alert")


def _following(before: Issued, at: datetime, kind: str) -> Issued:
    at = at.replace(microsecond=0)
    if before.kind == "Cancel":
        raise NotNow("this alert has been ended")
    if at <= before.sent:
        raise NotNow("not later than the message before it")
    if kind != "Cancel" and at >= before.expires:
        raise NotNow("its time has run out; a new alert takes a new decision")
    stem = before.identifier.rpartition(".")[0] or before.identifier
    references = f"{before.references} {before.named}".strip()
    return replace(before, identifier=f"{stem}.{at:%Y%m%dT%H%M%S}", sent=at, kind=kind, references=references)


def issued_in(data: bytes) -> Issued:
    """The message in this file, to follow it; NotNow when it is no valid Child Alert."""
    if found := problems(data):
        raise NotNow(f"the message before is no Child Alert: {found[0]}")
    root = read(data, limit=LIMIT)
    info = next(info for _, info in infos(root))
    told = dict(pairs(info, "parameter"))
    return Issued(
        sender=text(root, "sender"),
        identifier=text(root, "identifier"),
        sent=_time(text(root, "sent")),
        first=_time(told[profile.FIRST_SENT]),
        expires=_time(text(info, "expires")),
        extension=int(told[profile.EXTENSION]),
        kind=text(root, "msgType"),
        status=text(root, "status"),
        references=text(root, "references"),
    )


def as_cap(message: Issued, facts: Facts, *, found: bool = False) -> bytes:
    """The message as CAP 1.2 in UTF-8, checked against our profile before anybody gets it."""
    _ready(facts, message.sent)
    if message.identifier.rpartition(".")[0] != facts.number:
        raise NotNow(f"the message before is not about file {facts.number}")
    root = Element(f"{{{NAMESPACE}}}alert")
    for name, value in _head(message):
        _add(root, name, value)
    for language in LANGUAGES:
        _info(SubElement(root, f"{{{NAMESPACE}}}info"), message, facts, language, found=found)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    if wrong := problems(data):
        raise NotNow(wrong[0])
    return data


def _head(message: Issued) -> Iterator[tuple[str, str]]:
    yield from (("identifier", message.identifier), ("sender", message.sender), ("sent", message.sent.isoformat()))
    yield from (("status", message.status), ("msgType", message.kind), ("scope", "Public"), ("code", profile.CODE))
    if message.references:
        yield "references", message.references


def _info(info: Element, message: Issued, facts: Facts, language: str, *, found: bool) -> None:
    over = message.kind == "Cancel"
    said = _said(facts, language, over=over, found=found)
    for name, value in (
        ("language", language),
        ("category", "Rescue"),
        ("event", said["event"]),
        ("responseType", "None" if over else "Monitor"),
        ("urgency", "Past" if over else "Immediate"),
        ("severity", "Severe"),
        ("certainty", "Likely"),
    ):
        _add(info, name, value)
    _pair(info, "eventCode", *profile.EVENT_CODE)
    _add(info, "expires", message.expires.isoformat())
    for name in ("senderName", "headline", "description", "instruction", "web", "contact"):
        _add(info, name, said[name])
    _pair(info, "parameter", profile.DECIDED_BY, facts.decided_by["en"])
    _pair(info, "parameter", profile.FIRST_SENT, message.first.isoformat())
    _pair(info, "parameter", profile.EXTENSION, str(message.extension))
    for area in facts.areas:
        part = SubElement(info, f"{{{NAMESPACE}}}area")
        _add(part, "areaDesc", area.names[language])
        _pair(part, "geocode", "ISO3166-2" if "-" in area.code else "ISO3166-1", area.code)


def _said(facts: Facts, language: str, *, over: bool, found: bool) -> dict[str, str]:
    phrases = words(language)["alert"]
    locale = LOCALES[language]
    told = {
        "name": facts.name,
        "age": age_in_words(facts.age, language),
        "day": format_date(facts.last_seen, "long", locale=locale),
        "clock": format_time(facts.last_seen, "HH:mm", tzinfo=facts.last_seen.tzinfo, locale=locale),
        "place": facts.place[language],
        "looks": _sentence(facts.looks[language]),
        "clothing": _sentence(facts.clothing[language]),
    }
    height = phrases["height"].format(height=facts.height) if facts.height else ""
    more = _sentence(facts.circumstances[language]) if facts.circumstances else ""
    description = " ".join(filter(None, [phrases["description"].format(**told), height, more]))
    headline, instruction = phrases["headline"].format(**told), phrases["instruction"].format(**told)
    if over:
        end = "found" if found else "ended"
        headline, instruction = phrases["ended_headline"], phrases[f"{end}_do"]
        description = phrases[end].format(**told)
    said = {"headline": headline, "description": description, "instruction": instruction, "web": facts.page(language)}
    return said | {"event": phrases["event"], "senderName": phrases["sender"], "contact": phrases["contact"]}


def _sentence(words_said: str) -> str:
    return words_said if words_said.endswith((".", "!", "?")) else f"{words_said}."


def _add(element: Element, name: str, value: str) -> None:
    SubElement(element, f"{{{NAMESPACE}}}{name}").text = value


def _pair(element: Element, name: str, key: str, value: str) -> None:
    part = SubElement(element, f"{{{NAMESPACE}}}{name}")
    _add(part, "valueName", key)
    _add(part, "value", value)


def _time(written: str) -> datetime:
    at = moment(written)
    if at is None:
        raise NotNow(f"“{written}” is no time")
    return at
