"""Does a message have the structure of CAP 1.2: what its schema would refuse, said in words with the place."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from kindline.services.missing.cap.structure import ALERT, NAMESPACE, SIGNATURE, Part
from kindline.services.missing.xml_reading import local, namespace

SPACE = " \t\r\n"
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
OFFSET = r"[-+](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
TIME = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T)([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})({OFFSET})")


def problems(root: Element) -> Iterator[str]:
    """Whatever the schema refuses, in the order of the message."""
    if root.tag != f"{{{NAMESPACE}}}{ALERT.name}":
        yield f"the root is {local(root)} in “{namespace(root)}”, not a CAP 1.2 alert"
        return
    yield from _element(root, ALERT, "alert")


def moment(text: str) -> datetime | None:
    """A time as CAP writes it, with its offset and without fractions; None for anything else."""
    found = TIME.fullmatch(text.strip(SPACE))
    if not found:
        return None
    try:
        return datetime.fromisoformat("".join(found.groups()))
    except ValueError:
        return None


def _element(element: Element, part: Part, place: str) -> Iterator[str]:
    for name in element.attrib:
        if not name.startswith(INSTANCE):
            yield f"{place}: attribute {name} has no place here"
    if part.parts:
        yield from _children(element, part, place)
    elif len(element):
        yield f"{place}: holds the element {local(element[0])} where text belongs"
    elif problem := _text(element.text or "", part):
        yield f"{place}: {problem}"


def _children(element: Element, part: Part, place: str) -> Iterator[str]:
    if any((text or "").strip(SPACE) for text in (element.text, *(child.tail for child in element))):
        yield f"{place}: text between its elements"
    rest = list(element)
    for expected in part.parts:
        count = 0
        while rest and rest[0].tag == f"{{{NAMESPACE}}}{expected.name}" and count != expected.most:
            count += 1
            number = f"[{count}]" if expected.most is None else ""
            yield from _element(rest.pop(0), expected, f"{place}/{expected.name}{number}")
        if count < expected.least:
            yield f"{place}: {expected.name} is missing" + (f" before {local(rest[0])}" if rest else "")
            return
    if part is ALERT:
        rest = [child for child in rest if namespace(child) != SIGNATURE]
    if rest:
        yield f"{place}: {local(rest[0])} has no place here (unknown, too many, or out of order)"


def _text(text: str, part: Part) -> str:
    if part.values:
        return "" if text in part.values else f"“{text[:40]}” is none of {', '.join(part.values)}"
    known = KINDS.get(part.kind)
    return "" if known is None or known(text.strip(SPACE)) else f"“{text[:40]}” is no {part.kind}"


def _matches(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


KINDS: dict[str, Callable[[str], object]] = {
    "dateTime": moment,
    # An empty language stands for the schema's own default.
    "language": _matches(r"|[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    "integer": _matches(r"[-+]?[0-9]+"),
    "decimal": _matches(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
}
