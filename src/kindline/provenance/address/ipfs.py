"""IPFS and IPNS: by own scheme or through a gateway, one content name gives one key.

CID: multiformats/cid. Version 0 (base58, `Qm…`) is written as its version 1 twin in base32, the form browsers use.
"""

import base64
import re

from ada_url import URL

from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.text import Text

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_V0 = re.compile(r"Qm[1-9A-HJ-NP-Za-km-z]{44}")
_V1 = re.compile(r"b[a-z2-7]{40,120}", re.IGNORECASE)
_BASE36 = re.compile(r"k[0-9a-z]{40,80}", re.IGNORECASE)
_V1_BASE58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{40,110}")
_DNS_LINK = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SCHEME = re.compile(r"(?P<space>ipfs|ipns):[/\\]*(?:ipfs/|ipns/)?(?P<name>[^/?#\\]*)(?P<path>[^?#]*)", re.IGNORECASE)
_PATH = re.compile(r"/(?P<space>ipfs|ipns)/(?P<name>[^/]+)(?P<path>/.*)?")
_SUBDOMAIN = re.compile(r"(?P<name>[a-z0-9]{40,130})\.(?P<space>ipfs|ipns)\.[a-z0-9.-]+")


def cid(text: str) -> str | None:
    """The content name in its one canonical spelling; None when it is none."""
    if _V0.fullmatch(text):
        return _version_1(b"\x01\x70" + _from_base58(text))
    if _V1_BASE58.fullmatch(text):
        return _version_1(_from_base58(text[1:]))
    if _V1.fullmatch(text) or _BASE36.fullmatch(text):
        return text.lower()
    return None


def read_ipfs(text: Text) -> Locator | Refusal | None:
    """`ipfs://CID/path`, `ipns://name/path`."""
    found = _SCHEME.fullmatch(re.split(r"[?#]", text.plain, maxsplit=1)[0])
    if not found:
        return None
    canonical = _canonical(found["space"], found["name"], found["path"])
    return text.locator(LocatorKind.IPFS, canonical) if canonical else Refusal(RefusalCode.BAD_HASH)


def read_gateway(text: Text, url: URL, notes: tuple[Note, ...]) -> Locator | None:
    """A web address that is a gateway's view of IPFS content; the gateway stays known as a second route."""
    found = _SUBDOMAIN.fullmatch(url.hostname)
    path = url.pathname
    if not found:
        found = _PATH.fullmatch(url.pathname)
        path = (found["path"] or "") if found else ""
    canonical = _canonical(found["space"], found["name"], path) if found else None
    if not canonical or (found and found["space"] == "ipns" and not cid(found["name"])):
        return None
    seen = (Note(NoteCode.GATEWAY, url.hostname), *notes)
    return text.locator(LocatorKind.IPFS, canonical, gateway_host=url.hostname, notes=seen)


def _canonical(space: str, name: str, path: str | None) -> str | None:
    content = cid(name) or (name.lower() if space.lower() == "ipns" and _DNS_LINK.fullmatch(name) else None)
    if not content:
        return None
    path = URL("http://a.test" + (path or "/").replace("\\", "/")).pathname
    return f"{space.lower()}://{content}" + ("" if path == "/" else path)


def _from_base58(text: str) -> bytes:
    number = 0
    for char in text:
        number = number * 58 + _BASE58.index(char)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _version_1(octets: bytes) -> str:
    return "b" + base64.b32encode(octets).decode().rstrip("=").lower()
