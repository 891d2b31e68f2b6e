"""Records as PFIF 1.4 knows them: every field as its text, "" when absent, and what others added, kept as it came."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

FORM = "kindline/pfif/1"
NAMESPACE = "http://zesty.ca/pfif/1.4"


class NotPfif(ValueError):
    """Why this is no document we can keep whole."""


@dataclass(frozen=True)
class Extension:
    """An element of another namespace, `{namespace}name`, with all that is in it and the text after it."""

    tag: str
    text: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)
    attributes: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    children: tuple["Extension", ...] = field(default=(), repr=False)


@dataclass(frozen=True, repr=False)
class Note:
    """What somebody tells about a person."""

    note_record_id: str = ""
    person_record_id: str = ""
    linked_person_record_id: str = ""
    entry_date: str = ""
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_date: str = ""
    author_made_contact: str = ""
    status: str = ""
    email_of_found_person: str = ""
    phone_of_found_person: str = ""
    last_known_location: str = ""
    text: str = ""
    photo_url: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, repr=False)
class Person:
    """Who is sought or found, with the notes enclosed in the record."""

    person_record_id: str = ""
    entry_date: str = ""
    expiry_date: str = ""
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_name: str = ""
    source_date: str = ""
    source_url: str = ""
    full_name: str = ""
    given_name: str = ""
    family_name: str = ""
    alternate_names: str = ""
    description: str = ""
    sex: str = ""
    date_of_birth: str = ""
    age: str = ""
    home_street: str = ""
    home_neighborhood: str = ""
    home_city: str = ""
    home_state: str = ""
    home_postal_code: str = ""
    home_country: str = ""
    photo_url: str = ""
    profile_urls: str = ""
    notes: tuple[Note, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True)
class Document:
    """One file: persons, notes that stand alone, and what others added."""

    persons: tuple[Person, ...] = ()
    notes: tuple[Note, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: `document_from` gives it back. Absent fields are left out."""
        return {"form": FORM, **_lean(asdict(self))}


KEPT = ("notes", "extensions")
PERSON_FIELDS = tuple(one.name for one in fields(Person) if one.name not in KEPT)
NOTE_FIELDS = tuple(one.name for one in fields(Note) if one.name not in KEPT)


def document_from(data: Any) -> Document:
    """The document in this dictionary; NotPfif for another form, an unknown field, or anything that is not text."""
    if not isinstance(data, dict) or data.get("form") != FORM:
        raise NotPfif(f"not a document of the form {FORM}")
    rest = {name: value for name, value in data.items() if name != "form"}
    return _made(Document, rest, 0)


Made = TypeVar("Made", Document, Person, Note, Extension)
INSIDE: dict[str, Any] = {"persons": Person, "notes": Note, "extensions": Extension, "children": Extension}


def _made(kind: type[Made], data: Any, depth: int) -> Made:
    known = {one.name for one in fields(kind)}
    if not isinstance(data, dict) or not set(data) <= known or depth > 30:
        raise NotPfif(f"a {kind.__name__.lower()} has only {', '.join(sorted(known))}")
    made: dict[str, Any] = {}
    for name, value in data.items():
        if name in INSIDE and isinstance(value, list):
            made[name] = tuple(_made(INSIDE[name], each, depth + 1) for each in value)
        elif name == "attributes" and isinstance(value, list):
            made[name] = tuple(_attribute(each) for each in value)
        elif isinstance(value, str) and name not in INSIDE and name != "attributes":
            made[name] = value
        else:
            raise NotPfif(f"{name} is not as it must be")
    if kind is Extension and "tag" not in made:
        raise NotPfif("an extension has no tag")
    return kind(**made)


def _attribute(data: Any) -> tuple[str, str]:
    if not isinstance(data, list | tuple) or len(data) != 2 or not all(isinstance(part, str) for part in data):
        raise NotPfif("attributes are pairs of name and value")
    return data[0], data[1]


def _lean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lean(each) for name, each in value.items() if each not in ("", ())}
    if isinstance(value, list | tuple):
        return [_lean(each) for each in value]
    return value
