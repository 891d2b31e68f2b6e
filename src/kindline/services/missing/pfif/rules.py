"""What PFIF 1.4 asks of its fields, and what remains of a record whose time is over."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from kindline.services.missing.pfif.model import Document, Note, Person

PERSON_MUST = ("person_record_id", "source_date", "full_name")
NOTE_MUST = ("note_record_id", "author_name", "source_date", "text")
REMAINS = ("person_record_id", "source_date", "entry_date", "expiry_date")
TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?Z")
STATUSES = ("information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead")


def problems(document: Document) -> Iterator[str]:
    """Every broken rule with its record's place; a placeholder needs no name."""
    for number, person in enumerate(document.persons, 1):
        place = f"person[{number}]"
        yield from _fields(person, () if is_placeholder(person) else PERSON_MUST, place)
        for count, note in enumerate(person.notes, 1):
            yield from _fields(note, NOTE_MUST, f"{place}/note[{count}]")
            if note.person_record_id and note.person_record_id != person.person_record_id:
                yield f"{place}/note[{count}]: person_record_id is another person's"
    for number, note in enumerate(document.notes, 1):
        yield from _fields(note, (*NOTE_MUST, "person_record_id"), f"note[{number}]")
    yield from _twice("person_record_id", [person.person_record_id for person in document.persons])
    inside = [note for person in document.persons for note in person.notes]
    yield from _twice("note_record_id", [note.note_record_id for note in (*inside, *document.notes)])


def is_placeholder(person: Person) -> bool:
    """Nothing but the four fields that outlive a record."""
    return bool(person.expiry_date and person.source_date) and person == _remains(person)


def without_expired(document: Document, *, at: datetime) -> Document:
    """The same with a placeholder for each person whose time is over, and without the notes about them."""
    gone = {person.person_record_id for person in document.persons if expired(person, at=at)}
    persons = tuple(_remains(one) if one.person_record_id in gone else one for one in document.persons)
    notes = tuple(note for note in document.notes if note.person_record_id not in gone)
    return replace(document, persons=persons, notes=notes)


def expired(person: Person, *, at: datetime) -> bool:
    """Is its time over; never for a record without an end."""
    end = moment(person.expiry_date)
    return end is not None and end <= at


def moment(text: str) -> datetime | None:
    """A time in UTC as PFIF writes it; a fraction of a second is read and dropped."""
    found = TIME.fullmatch(text)
    try:
        return datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _remains(person: Person) -> Person:
    return Person(**{name: getattr(person, name) for name in REMAINS})


def _fields(record: Person | Note, must: tuple[str, ...], place: str) -> Iterator[str]:
    for name in must:
        if not getattr(record, name).strip():
            yield f"{place}: {name} is missing"
    for name, holds in FORMS.items():
        value = getattr(record, name, "")
        if value and not holds(value):
            yield f"{place}: {name} is not as PFIF 1.4 writes it"


def _twice(name: str, values: list[str]) -> Iterator[str]:
    yield from (
        f"{name} {value} stands {count} times" for value, count in Counter(values).items() if value and count > 1
    )


def _birth(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _age(text: str) -> bool:
    found = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", text)
    return bool(found) and (found[2] is None or int(found[1]) <= int(found[2])) if found else False


def _web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


FORMS: dict[str, Callable[[str], object]] = {
    "person_record_id": re.compile(r"[^\s/]+\.[^\s/]+/\S+").fullmatch,
    "note_record_id": re.compile(r"[^\s/]+\.[^\s/]+/\S+").fullmatch,
    "linked_person_record_id": re.compile(r"[^\s/]+\.[^\s/]+/\S+").fullmatch,
    "entry_date": moment,
    "expiry_date": moment,
    "source_date": moment,
    "source_url": _web,
    "photo_url": _web,
    "profile_urls": lambda text: all(_web(line.strip()) for line in text.split("\n") if line.strip()),
    "sex": ("female", "male", "other").__contains__,
    "date_of_birth": _birth,
    "age": _age,
    "home_country": re.compile("[A-Z]{2}").fullmatch,
    "author_made_contact": ("true", "false").__contains__,
    "status": STATUSES.__contains__,
}
