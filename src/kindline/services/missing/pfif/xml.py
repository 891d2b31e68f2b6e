"""PFIF 1.4 as XML, both ways, and nothing lost between: writing reads its own words again before anybody gets them."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from kindline.services.missing.pfif.model import (
    NAMESPACE,
    NOTE_FIELDS,
    PERSON_FIELDS,
    Document,
    Extension,
    Note,
    NotPfif,
    Person,
)
from kindline.services.missing.xml_reading import Refused, local, namespace, read

LIMIT = 20_000_000
register_namespace("pfif", NAMESPACE)


def parse(data: bytes) -> Document:
    """The document in these bytes; NotPfif when something in it has no place in the format and would be lost."""
    try:
        root = read(data, limit=LIMIT)
    except Refused as refusal:
        raise NotPfif(str(refusal)) from None
    if root.tag != _tag("pfif"):
        raise NotPfif(f"the root is {local(root)} in “{namespace(root)}”, not a PFIF 1.4 document")
    _bare(root, "pfif")
    return Document(
        persons=tuple(_person(child, f"person[{number}]") for number, child in _each(root, "person")),
        notes=tuple(_note(child, f"note[{number}]") for number, child in _each(root, "note")),
        extensions=_extensions(root, ("person", "note"), "pfif"),
    )


def serialise(document: Document) -> bytes:
    """The document as XML in UTF-8; NotPfif when it holds what XML cannot carry."""
    root = Element(_tag("pfif"))
    for person in document.persons:
        element = _record(root, "person", person, PERSON_FIELDS)
        for note in person.notes:
            _record(element, "note", note, NOTE_FIELDS)
    for note in document.notes:
        _record(root, "note", note, NOTE_FIELDS)
    for extension in document.extensions:
        _extend(root, extension)
    try:
        data: bytes = tostring(root, encoding="utf-8", xml_declaration=True).replace(b"\r", b"&#13;")
        same = parse(data) == document
    except (UnicodeError, ValueError):
        same = False
    if not same:
        raise NotPfif("holds a character or a name that XML cannot carry")
    return data


def _person(element: Element, place: str) -> Person:
    told = _fields(element, PERSON_FIELDS, place)
    notes = tuple(_note(child, f"{place}/note[{number}]") for number, child in _each(element, "note"))
    return Person(**told, notes=notes, extensions=_extensions(element, (*PERSON_FIELDS, "note"), place))


def _note(element: Element, place: str) -> Note:
    return Note(**_fields(element, NOTE_FIELDS, place), extensions=_extensions(element, NOTE_FIELDS, place))


def _fields(element: Element, names: tuple[str, ...], place: str) -> dict[str, Any]:
    _bare(element, place)
    told: dict[str, Any] = {}
    for child in element:
        if namespace(child) != NAMESPACE or local(child) not in names:
            continue
        if local(child) in told:
            raise NotPfif(f"{place}: {local(child)} stands twice")
        if len(child) or child.attrib:
            raise NotPfif(f"{place}: {local(child)} holds more than text")
        told[local(child)] = child.text or ""
    return told


def _extensions(element: Element, known: tuple[str, ...], place: str) -> tuple[Extension, ...]:
    found = []
    for child in element:
        if namespace(child) != NAMESPACE:
            found.append(_extension(child, tail=""))
        elif local(child) not in known:
            raise NotPfif(f"{place}: {local(child)} is no field of PFIF 1.4")
    return tuple(found)


def _extension(element: Element, *, tail: str | None = None) -> Extension:
    return Extension(
        tag=element.tag,
        text=element.text or "",
        tail=(element.tail or "") if tail is None else tail,
        attributes=tuple(element.attrib.items()),
        children=tuple(_extension(child) for child in element),
    )


def _bare(element: Element, place: str) -> None:
    """A record holds elements alone."""
    if element.attrib or any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        raise NotPfif(f"{place}: text or attributes where only fields belong")


def _each(element: Element, name: str) -> Iterator[tuple[int, Element]]:
    return enumerate(element.findall(_tag(name)), 1)


def _record(parent: Element, name: str, record: Person | Note, names: tuple[str, ...]) -> Element:
    element = SubElement(parent, _tag(name))
    for each in names:
        if value := getattr(record, each):
            SubElement(element, _tag(each)).text = value
    for extension in record.extensions:
        _extend(element, extension)
    return element


def _extend(parent: Element, extension: Extension) -> None:
    element = SubElement(parent, extension.tag, dict(extension.attributes))
    element.text, element.tail = extension.text, extension.tail
    for child in extension.children:
        _extend(element, child)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
