"""The Child Alert profile, version 1: what we ask of an alert beyond CAP (docs/child-alert-profile.md has every rule).

Numbers after Belgian practice: six hours, three extensions, twenty-four hours at most. The end of an alert is never
told as the end of the case.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from kindline.services.missing.cap.checking import moment
from kindline.services.missing.cap.message import children, infos, pairs, text, texts

CODE = "profile:kindline:child-alert:1"
LANGUAGES = ("nl", "fr", "de", "en")
EVENT_CODE = ("SAME", "CAE")
GEOCODES = {"ISO3166-1": re.compile("[A-Z]{2}"), "ISO3166-2": re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")}
DECIDED_BY, FIRST_SENT, EXTENSION = "child-alert:decided-by", "child-alert:first-sent", "child-alert:extension"
ONCE, EXTENSIONS, LONGEST = timedelta(hours=6), 3, timedelta(hours=24)
LINE = "116000"
MARKUP = re.compile(r"<[A-Za-z/!]|&[#A-Za-z0-9]+;")
MUST_SAY = ("event", "senderName", "headline", "description", "instruction")


def problems(alert: Element) -> Iterator[str]:
    """Broken rules of the profile, for a message that is CAP."""
    for name, allowed in (
        ("status", ("Actual", "Exercise", "Test")),
        ("msgType", ("Alert", "Update", "Cancel")),
        ("scope", ("Public",)),
    ):
        if text(alert, name) not in allowed:
            yield f"{name} is {text(alert, name)}, not {' or '.join(allowed)}"
    if CODE not in texts(alert, "code"):
        yield f"no code {CODE}"
    if text(alert, "msgType") == "Alert" and text(alert, "references"):
        yield "an Alert is the first of its kind and names no other in references"
    spoken = sorted(text(info, "language").lower().partition("-")[0] for _, info in infos(alert))
    if spoken != sorted(LANGUAGES):
        yield f"info is in {', '.join(spoken) or 'no language'}; it must be once in each of {', '.join(LANGUAGES)}"
    for place, info in infos(alert):
        yield from (f"{place}: {problem}" for problem in _info(info, alert))
    yield from _agreement(alert)


def _info(info: Element, alert: Element) -> Iterator[str]:
    for name in MUST_SAY:
        if not text(info, name):
            yield f"{name} is missing"
        elif MARKUP.search(text(info, name)):
            yield f"{name} holds markup"
    if "Rescue" not in texts(info, "category"):
        yield "category is not Rescue"
    if EVENT_CODE not in pairs(info, "eventCode"):
        yield f"no eventCode {'='.join(EVENT_CODE)}"
    yield from _pressing(info, over=text(alert, "msgType") == "Cancel")
    if not _secure(text(info, "web")):
        yield "web is not an https address"
    if LINE not in re.sub(r"[\s./-]", "", text(info, "contact")):
        yield "contact does not name 116 000"
    for resource in children(info, "resource"):
        yield from _resource(resource)
    yield from _areas(info)
    yield from _times(info, alert)


def _pressing(info: Element, *, over: bool) -> Iterator[str]:
    if "AllClear" in texts(info, "responseType"):
        yield "responseType is AllClear: the end of an alert is not the end of the case"
    urgency = "Past" if over else "Immediate"
    if text(info, "urgency") != urgency:
        yield f"urgency is {text(info, 'urgency')}, not {urgency}"
    if text(info, "severity") not in ("Severe", "Extreme"):
        yield f"severity is {text(info, 'severity')}, not Severe or Extreme"
    if text(info, "certainty") not in ("Observed", "Likely"):
        yield f"certainty is {text(info, 'certainty')}, not Observed or Likely"


def _resource(resource: Element) -> Iterator[str]:
    if not text(resource, "mimeType").startswith("image/"):
        yield "resource is not an image"
    if text(resource, "derefUri") or not _secure(text(resource, "uri")):
        yield "resource is not given by an https address alone, so that its end ends it everywhere"


def _areas(info: Element) -> Iterator[str]:
    if not children(info, "area"):
        yield "area is missing"
    for area in children(info, "area"):
        if not text(area, "areaDesc"):
            yield "area: areaDesc is empty"
        codes = pairs(area, "geocode")
        if not any(name in GEOCODES and GEOCODES[name].fullmatch(value) for name, value in codes):
            yield "area: no geocode ISO3166-1 or ISO3166-2"


def _times(info: Element, alert: Element) -> Iterator[str]:
    sent, expires = moment(text(alert, "sent")), moment(text(info, "expires"))
    told = dict(pairs(info, "parameter"))
    first = moment(told.get(FIRST_SENT, ""))
    if not told.get(DECIDED_BY):
        yield f"no parameter {DECIDED_BY}: who decided"
    if told.get(EXTENSION) not in [str(number) for number in range(EXTENSIONS + 1)]:
        yield f"parameter {EXTENSION} is not 0 to {EXTENSIONS}"
    if text(alert, "msgType") == "Alert" and (first != sent or told.get(EXTENSION) != "0"):
        yield f"an Alert is not extended yet, and was first sent when it was sent ({FIRST_SENT})"
    if first is None or sent is None or first > sent:
        yield f"parameter {FIRST_SENT} is not a time up to sent"
        return
    if expires is None:
        yield "expires is missing"
    elif not sent < expires <= sent + ONCE:
        yield "expires is not within 6 hours after sent"
    elif expires > first + LONGEST and text(alert, "msgType") != "Cancel":
        yield f"expires is more than 24 hours after {FIRST_SENT}"


def _agreement(alert: Element) -> Iterator[str]:
    """One decision in four languages: times, places and parameters are the same in each."""
    told: dict[str, Callable[[Element], object]] = {
        "expires": lambda info: text(info, "expires"),
        "parameter": lambda info: sorted(pairs(info, "parameter")),
        "geocode": lambda info: sorted(code for area in children(info, "area") for code in pairs(area, "geocode")),
    }
    for name, of in told.items():
        if len({str(of(info)) for _, info in infos(alert)}) > 1:
            yield f"{name} differs between languages"


def _secure(uri: str) -> bool:
    try:
        return urlsplit(uri).scheme == "https" and bool(urlsplit(uri).hostname)
    except ValueError:
        return False
