"""What CAP 1.2 asks in words and its schema cannot say (OASIS CAP 1.2, 3.2): references, scope, areas, resources."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from kindline.services.missing.cap.checking import moment
from kindline.services.missing.cap.message import children, infos, text, texts

ANSWERS = ("Update", "Cancel", "Ack", "Error")
NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?"
POINT = re.compile(rf"({NUMBER}),({NUMBER})")
UNNAMEABLE = re.compile(r"[\s,<&]")


def problems(alert: Element) -> Iterator[str]:
    """Broken rules of a message whose structure holds."""
    for name in ("identifier", "sender"):
        value = text(alert, name)
        if not value or UNNAMEABLE.search(value):
            yield f"{name} is empty or holds a space, a comma, < or &"
    yield from _scope(alert)
    yield from _references(alert)
    for place, info in infos(alert):
        if text(info, "web") and not _absolute(text(info, "web")):
            yield f"{place}: web is not a full, absolute address"
        for resource in children(info, "resource"):
            yield from (f"{place}: {problem}" for problem in _resource(resource))
        for area in children(info, "area"):
            yield from (f"{place}: {problem}" for problem in _area(area))


def references(alert: Element) -> list[tuple[str, str, str]] | None:
    """(sender, identifier, sent) of each message referred to; None when one is not written so."""
    found = [tuple(one.split(",")) for one in text(alert, "references").split()]
    if any(len(one) != 3 or not all(one) or moment(one[2]) is None for one in found):
        return None
    return [(one[0], one[1], one[2]) for one in found]


def _scope(alert: Element) -> Iterator[str]:
    scope = text(alert, "scope")
    if (scope == "Restricted") != bool(text(alert, "restriction")):
        yield f"scope is {scope}, and restriction is {'given' if text(alert, 'restriction') else 'missing'}"
    if scope == "Private" and not text(alert, "addresses"):
        yield "scope is Private, and addresses is missing"


def _references(alert: Element) -> Iterator[str]:
    kind, sent = text(alert, "msgType"), moment(text(alert, "sent"))
    found = references(alert)
    if found is None:
        yield "references is not a list of sender,identifier,sent"
        return
    if kind in ANSWERS and not found:
        yield f"msgType is {kind}, and references names no message"
    for sender, identifier, at in found:
        if (sender, identifier) == (text(alert, "sender"), text(alert, "identifier")):
            yield "references names the message itself"
        earlier = moment(at)
        if earlier and sent and earlier > sent:
            yield f"references names a message of later than this one ({at})"


def _resource(resource: Element) -> Iterator[str]:
    if not re.fullmatch(r"[^\s/;]+/[^\s/;]+(\s*;.*)?", text(resource, "mimeType")):
        yield "resource: mimeType is not a media type"
    uri, inside = text(resource, "uri"), text(resource, "derefUri")
    if uri and not _absolute(uri) and not inside:
        yield "resource: uri is relative, and derefUri does not hold what it names"
    if text(resource, "size").startswith("-"):
        yield "resource: size is negative"
    if inside:
        try:
            base64.b64decode("".join(inside.split()), validate=True)
        except (binascii.Error, ValueError):
            yield "resource: derefUri is not base-64"
    if text(resource, "digest") and not re.fullmatch("[0-9a-fA-F]{40}", text(resource, "digest")):
        yield "resource: digest is not a SHA-1 in hexadecimal"


def _area(area: Element) -> Iterator[str]:
    for polygon in texts(area, "polygon"):
        points = [_point(one) for one in polygon.split()]
        if len(points) < 4 or None in points or points[0] != points[-1]:
            yield "area: polygon is not four or more points of the earth, the last the first"
    for circle in texts(area, "circle"):
        centre, _, radius = circle.partition(" ")
        if _point(centre) is None or not re.fullmatch(NUMBER, radius.strip()) or float(radius) < 0:
            yield "area: circle is not a point of the earth and a radius"
    if text(area, "ceiling") and not text(area, "altitude"):
        yield "area: ceiling without altitude"


def _point(written: str) -> tuple[float, float] | None:
    found = POINT.fullmatch(written)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _absolute(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))
