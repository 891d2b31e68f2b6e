"""Handles on apps: `telegram @name`, `snapchat:name`, `@name on telegram`, `tg://resolve?domain=name`, `@name@server`.

A handle without its platform names nobody, so it is refused with `platform_needed`.
"""

import re
from urllib.parse import unquote

from kindline.provenance.address.mending import visible
from kindline.provenance.address.model import Locator, LocatorKind, Refusal, RefusalCode
from kindline.provenance.address.platforms import NAMES, SCHEMES
from kindline.provenance.address.text import Text

_WORDS = "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))
_HANDLE = r"[^\s@/?,;:()\[\]]{1,80}"
_NAMED_FIRST = re.compile(
    rf"(?P<platform>{_WORDS})(?:\s*[:=]\s*@?|\s*/\s*@?|\s*[-–—]?\s*@|\s*\(\s*@?)(?P<handle>{_HANDLE})\)?", re.IGNORECASE
)
_NAMED_LAST = re.compile(
    rf"@(?P<handle>{_HANDLE})\s*(?:\s(?:on|in|op|via|sur|auf|bei)\s+|[\s,;:-]+|\()\s*(?P<platform>{_WORDS})\)?",
    re.IGNORECASE,
)
_CANONICAL = re.compile(r"app:(?P<platform>[a-z]+)/(?P<handle>\S+)")
_NUMBERED = re.compile(
    r"(?P<platform>whatsapp|whats app|signal|viber|wa)\s*[: ]\s*(?P<number>\+?[\d ()./-]{7,24})", re.IGNORECASE
)
_FEDIVERSE = re.compile(r"@(?P<name>[\w.\-]{1,64})@(?P<server>[\w-]+(?:\.[\w-]+)+)")
_DEEP_LINK = re.compile(r"(?P<scheme>[a-z0-9-]+):/*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DEEP_NAME = re.compile(r"(?:^|[?&])(?:domain|username|user|phone|id|chat|name)=(?P<value>[^&#]+)", re.IGNORECASE)


def read_app(text: Text) -> Locator | Refusal | None:
    """The account a text names, or the demand for its platform."""
    plain = text.plain
    if found := _CANONICAL.fullmatch(plain):
        return _locator(text, found["platform"], found["handle"])
    if found := _FEDIVERSE.fullmatch(plain):
        return _locator(text, "mastodon", f"{found['name']}@{found['server']}", host=found["server"].lower())
    if found := _NUMBERED.fullmatch(plain):
        return _locator(text, found["platform"], "+" + re.sub(r"\D", "", found["number"]).removeprefix("00"))
    if found := _NAMED_FIRST.fullmatch(plain) or _NAMED_LAST.fullmatch(plain):
        return _locator(text, found["platform"], found["handle"])
    if re.fullmatch(rf"@{_HANDLE}", plain):
        return Refusal(RefusalCode.PLATFORM_NEEDED)
    return None


def read_deep_link(text: Text) -> Locator | Refusal | None:
    """An app's own scheme: `tg://resolve?domain=name`, `skype:name?chat`, `xmpp:user@server`."""
    found = _DEEP_LINK.fullmatch(text.plain)
    platform = SCHEMES.get(found["scheme"].lower()) if found else None
    if not found or not platform:
        return None
    named = _DEEP_NAME.search(found["rest"])
    handle = named["value"] if named else re.split(r"[?&#]", found["rest"])[0].rstrip("/").rpartition("/")[2]
    if not handle:
        return Refusal(RefusalCode.NOT_AN_ADDRESS)
    return _locator(text, platform.name, unquote(handle))


def _locator(text: Text, platform: str, handle: str, *, host: str | None = None) -> Locator | Refusal:
    known = NAMES.get(platform.lower())
    handle = re.sub(r"\s+", "", visible(handle)).lstrip("@").lower()
    if not known or not re.fullmatch(r"[\w.+@:#=~*$!%&'-]+", handle):
        return Refusal(RefusalCode.NOT_AN_ADDRESS)
    return text.locator(LocatorKind.APP, f"app:{known.name}/{handle}", platform=known.name, handle=handle, host=host)
