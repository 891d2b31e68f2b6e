"""Addresses without a scheme: bare hosts, IP literals, onion names; and the mail address that is none of them."""

import re

from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.onion import is_onion_label
from kindline.provenance.address.text import Text
from kindline.provenance.address.web import read_web, url_of
from kindline.provenance.ip import is_private_ip, is_private_name, read_ip
from kindline.provenance.suffix import has_known_suffix

_EMAIL = re.compile(r"(?:mailto:)?[^\s@/:?#]+@[^\s@/:?#]+\.[^\s@/:?#]+(?:\?.*)?", re.IGNORECASE)
_NO_SUFFIX_NEEDED = ("onion", "i2p", "test", "example", "invalid")
_PORT = re.compile(r":\d{1,5}$")


def read_email(text: Text) -> Refusal | None:
    return Refusal(RefusalCode.EMAIL_ONLY) if _EMAIL.fullmatch(text.plain) else None


def read_bare_ip(text: Text) -> Locator | Refusal | None:
    """An IP address and nothing else: kind `ip`. With a port or a path it is a web address."""
    address = read_ip(text.plain)
    if address is None:
        url = (
            url_of("http://" + text.plain)
            if re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){3}", text.plain, re.I)
            else None
        )
        address = read_ip(url.hostname) if url else None
    if address is None:
        return None
    if is_private_ip(address):
        return Refusal(RefusalCode.PRIVATE_ADDRESS)
    return text.locator(LocatorKind.IP, str(address), host=str(address), ip=str(address))


def read_bare_host(text: Text) -> Locator | Refusal | None:
    """`www.x.test`, `x.test:8080/a`, an onion name alone: read as http, with the note `scheme_assumed`."""
    plain = text.plain.lstrip("/\\")
    if is_onion_label(plain):
        plain += ".onion"
    authority = re.split(r"[/\\?#]", plain, maxsplit=1)[0]
    host = _PORT.sub("", authority.rpartition("@")[2])
    if not _looks_like_host(host, alone=plain == authority):
        return None
    read = read_web(Text(raw=text.raw, plain="http://" + plain, deobfuscated=text.deobfuscated))
    if not isinstance(read, Locator):
        return read
    return _assumed(text, read)


def _looks_like_host(host: str, *, alone: bool) -> bool:
    if read_ip(host) or is_private_name(host):
        return True
    if not re.fullmatch(r"(?=.{3,254}$)[^\s.<>()\[\]{}|^%\"'`,;=&!*$]+(?:\.[^\s.<>()\[\]{}|^%\"'`,;=&!*$]+)+\.?", host):
        return False
    name = host.removesuffix(".").lower()
    if name.rpartition(".")[2] in _NO_SUFFIX_NEEDED or has_known_suffix(name):
        return True
    return name.startswith("www.") or (not alone and name.rpartition(".")[2].isalpha())


def _assumed(text: Text, read: Locator) -> Locator:
    keep = {
        name: getattr(read, name) for name in ("host", "ip", "registrable_domain", "platform", "handle", "gateway_host")
    }
    notes = tuple(note for note in read.notes if note.code is not NoteCode.DEOBFUSCATED)
    return text.locator(read.kind, read.canonical, notes=(Note(NoteCode.SCHEME_ASSUMED), *notes), **keep)
