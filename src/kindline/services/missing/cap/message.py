"""A CAP message as the rules read it: short ways to the text of its elements."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kindline.services.missing.cap.structure import NAMESPACE


def text(element: Element, name: str) -> str:
    """The text of the first child of this name without space around it, or ""."""
    return (element.findtext(f"{{{NAMESPACE}}}{name}") or "").strip()


def texts(element: Element, name: str) -> list[str]:
    return [(child.text or "").strip() for child in children(element, name)]


def children(element: Element, name: str) -> list[Element]:
    return element.findall(f"{{{NAMESPACE}}}{name}")


def pairs(element: Element, name: str) -> list[tuple[str, str]]:
    """The (valueName, value) pairs of `eventCode`, `parameter` or `geocode`."""
    return [(text(child, "valueName"), text(child, "value")) for child in children(element, name)]


def infos(alert: Element) -> Iterator[tuple[str, Element]]:
    """Each `info` with the place to name when it is wrong."""
    for number, info in enumerate(children(alert, "info"), 1):
        yield f"info[{number}] ({text(info, 'language') or 'no language'})", info
