"""Web addresses in the one form a browser would open: the WHATWG URL standard through ada-url.

Beyond the standard the canonical form drops credentials, fragment and one trailing host dot. Credentials are personal
data and some sites route by fragment, so both stay in the raw text and are noted.
"""

import re

from ada_url import URL

from kindline.provenance.address.i2p import read_i2p_host
from kindline.provenance.address.ipfs import read_gateway
from kindline.provenance.address.mending import looks_veiled
from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.observing import observe
from kindline.provenance.address.onion import OnionHost, read_onion_host
from kindline.provenance.address.platforms import handle_in, platform_of
from kindline.provenance.address.text import Text
from kindline.provenance.ip import is_private_ip, is_private_name, read_ip
from kindline.provenance.suffix import registrable_domain

_NOTHING_AFTER_SCHEME = re.compile(r"[a-z]+:[/\\]*(?:[?#]|$)", re.IGNORECASE)
# `http://http://x.test` is a slip of the hand that would route to nowhere; say so instead.
_SLIPS = ("http", "https")
SPECIAL = ("http:", "https:", "ftp:", "ws:", "wss:")


def url_of(text: str) -> URL | None:
    """The address as the standard parses it, or None."""
    try:
        return URL(text)
    except ValueError:
        return None


def read_web(text: Text) -> Locator | Refusal | None:
    """A locator for http(s), ftp and ws(s); onion, I2P and IPFS names keep their own kind."""
    url = url_of(text.plain)
    if url is None:
        return Refusal(RefusalCode.NO_HOST if _NOTHING_AFTER_SCHEME.match(text.plain) else RefusalCode.BAD_HOST)
    if url.protocol not in SPECIAL:
        return None
    host = url.hostname
    if not host.strip("."):
        return Refusal(RefusalCode.NO_HOST)
    notes = _credentials(text.plain, url) + observe(text.plain)
    _strip(url)
    if host.rstrip(".") in _SLIPS or looks_veiled(host):
        return Refusal(RefusalCode.BAD_HOST)
    onion = read_onion_host(host)
    if isinstance(onion, RefusalCode):
        return Refusal(onion)
    if onion:
        return _onion(text, url, onion, notes)
    if i2p := read_i2p_host(host):
        seen = (Note(NoteCode.GATEWAY, host), *notes) if i2p.gateway else notes
        canonical = _renamed(url, i2p.name, gateway=i2p.gateway)
        return text.locator(LocatorKind.I2P, canonical, host=i2p.name, gateway_host=i2p.gateway, notes=seen)
    return _clear_web(text, url, host, notes)


def _clear_web(text: Text, url: URL, host: str, notes: tuple[Note, ...]) -> Locator | Refusal:
    address = read_ip(host)
    if (address and is_private_ip(address)) or (not address and is_private_name(host)):
        return Refusal(RefusalCode.PRIVATE_ADDRESS)
    if through := read_gateway(text, url, notes):
        return through
    platform = platform_of(host)
    return text.locator(
        LocatorKind.WEB,
        url.href,
        host=host,
        ip=str(address) if address else None,
        registrable_domain=registrable_domain(host),
        platform=platform.name if platform else None,
        handle=handle_in(platform, url.pathname) if platform else None,
        notes=notes,
    )


def _onion(text: Text, url: URL, onion: OnionHost, notes: tuple[Note, ...]) -> Locator:
    if onion.legacy:
        notes = (Note(NoteCode.LEGACY_ONION, onion.name), *notes)
    if onion.gateway:
        notes = (Note(NoteCode.GATEWAY, onion.gateway), *notes)
    canonical = _renamed(url, onion.name, gateway=onion.gateway)
    return text.locator(LocatorKind.ONION, canonical, host=onion.name, gateway_host=onion.gateway, notes=notes)


def _renamed(url: URL, name: str, *, gateway: str | None) -> str:
    """The hidden service's own address: a gateway's scheme and port say nothing about it."""
    if not gateway:
        return str(url.href)
    return f"http://{name}{url.pathname}{url.search}"


def _strip(url: URL) -> None:
    url.username, url.password, url.hash = "", "", ""
    # Two dots at the end are another host than one or none, and `1.2.3.4..` no IP literal: leave those alone.
    if url.hostname.endswith(".") and not url.hostname.endswith(".."):
        url.hostname = url.hostname[:-1]


def _credentials(text: str, url: URL) -> tuple[Note, ...]:
    if not (url.username or url.password):
        return ()
    found = re.match(r"[^:]*:[/\\]*([^/\\?#]*)@", text)
    return (Note(NoteCode.CREDENTIALS_REMOVED, found[1] if found else ""),)
