"""Reading one pasted text: the door, what parses as it stands, what parses once mended, and what has no scheme."""

import re
from collections.abc import Callable
from dataclasses import replace

from kindline.provenance.address.apps import read_app, read_deep_link
from kindline.provenance.address.freenet import read_freenet
from kindline.provenance.address.hashes import read_ed2k, read_magnet
from kindline.provenance.address.hosts import read_bare_host, read_bare_ip, read_email
from kindline.provenance.address.ipfs import read_ipfs
from kindline.provenance.address.irc import read_irc, read_spoken_irc
from kindline.provenance.address.mending import looks_veiled
from kindline.provenance.address.model import Locator, Refusal, RefusalCode
from kindline.provenance.address.news import read_bare_news, read_news
from kindline.provenance.address.refused import MAX_LENGTH, refuse_at_the_door
from kindline.provenance.address.text import Text
from kindline.provenance.address.web import SPECIAL, read_web, url_of

__all__ = ["MAX_LENGTH", "parse"]

Grammar = Callable[[Text], Locator | Refusal | None]

WITH_SCHEME: tuple[Grammar, ...] = (read_magnet, read_ed2k, read_ipfs, read_news, read_irc, read_deep_link)
WITHOUT_SCHEME: tuple[Grammar, ...] = (
    read_app,
    read_spoken_irc,
    read_bare_news,
    read_email,
    read_bare_ip,
    read_bare_host,
)

# A dot or a port after the colon is a host, not a scheme: `x.test:8080/a` (provenance.md §1b).
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d+(?:[/\\?#]|$))", re.IGNORECASE)


def parse(text: str) -> Locator | Refusal:
    """What this text is. Never raises; text that already parses is never altered."""
    text = _without_lone_surrogates(text)
    refusal = refuse_at_the_door(text)
    if refusal:
        return replace(refusal, end=len(text))
    found = _read(Text.of(text))
    return replace(found, end=len(text)) if isinstance(found, Refusal) else found


def _read(text: Text) -> Locator | Refusal:
    if freenet := read_freenet(text):
        return freenet
    if _parses_as_it_stands(text.plain):
        return read_web(text) or Refusal(RefusalCode.NOT_AN_ADDRESS)
    text = text.mended()
    refusal = refuse_at_the_door(text.plain)
    if refusal:
        return refusal
    if _has_web_scheme(text.plain):
        return read_web(text) or Refusal(RefusalCode.BAD_HOST)
    for grammar in (*WITH_SCHEME, *WITHOUT_SCHEME):
        if found := grammar(text):
            return found
    return Refusal(RefusalCode.UNKNOWN_SCHEME if _SCHEME.match(text.plain) else RefusalCode.NOT_AN_ADDRESS)


def _parses_as_it_stands(plain: str) -> bool:
    url = url_of(plain)
    return url is not None and url.protocol in SPECIAL and not looks_veiled(url.hostname)


def _has_web_scheme(plain: str) -> bool:
    return re.match(r"(?:https?|ftp|wss?):", plain, re.IGNORECASE) is not None


def _without_lone_surrogates(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
