"""Peer-to-peer names: magnet links and ed2k links. The content's hash is the key; names and trackers are only noted."""

import base64
import re
from urllib.parse import unquote

from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.text import Text

_HEX_40 = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_BASE32 = re.compile(r"[a-z2-7]{32}", re.IGNORECASE)
_SHA256_MULTIHASH = re.compile(r"1220[0-9a-f]{64}", re.IGNORECASE)
_HEX_32 = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_ED2K = re.compile(r"ed2k:/*\|file\|(?P<name>[^|]*)\|(?P<size>\d+)\|(?P<hash>[^|/]+)\|?.*", re.IGNORECASE | re.DOTALL)


def read_magnet(text: Text) -> Locator | Refusal | None:
    """BEP 9 (btih, hex or base32 → lower hex), BEP 52 (btmh), ed2k and SHA-1 urns. A hybrid is known by its btih."""
    plain = text.plain
    if re.match(r"(?:urn:)?bt[im]h:", plain, re.IGNORECASE):
        plain = "magnet:?xt=urn:" + re.sub(r"^urn:", "", plain, flags=re.IGNORECASE)
    if not re.match(r"magnet:", plain, re.IGNORECASE):
        return None
    pairs = [pair.partition("=") for pair in re.split(r"[?&]", plain.split("#", 1)[0])[1:]]
    topics = [unquote(value) for name, _, value in pairs if re.fullmatch(r"xt(?:\.\d+)?", name, re.IGNORECASE)]
    names = sorted(
        {name for topic in topics if (name := _topic(topic))}, key=lambda name: (_RANK[name.split(":")[1]], name)
    )
    if not names:
        return Refusal(RefusalCode.BAD_HASH)
    if names[0].startswith("urn:ed2k:"):
        return text.locator(LocatorKind.ED2K, names[0], notes=_display_names(pairs))
    return text.locator(LocatorKind.MAGNET, f"magnet:?xt={names[0]}", notes=_display_names(pairs))


def read_ed2k(text: Text) -> Locator | Refusal | None:
    """`ed2k://|file|name|size|hash|…|/`, canonical as the registered urn of the hash alone."""
    if re.match(r"urn:ed2k:", text.plain, re.IGNORECASE):
        name = _topic(text.plain)
        return text.locator(LocatorKind.ED2K, name) if name else Refusal(RefusalCode.BAD_HASH)
    if not re.match(r"ed2k:", text.plain, re.IGNORECASE):
        return None
    found = _ED2K.fullmatch(text.plain.replace("%7C", "|").replace("%7c", "|"))
    if not found or not _HEX_32.fullmatch(found["hash"]):
        return Refusal(RefusalCode.BAD_HASH)
    notes = (Note(NoteCode.DISPLAY_NAME, found["name"]),) if found["name"] else ()
    return text.locator(LocatorKind.ED2K, f"urn:ed2k:{found['hash'].lower()}", notes=notes)


_RANK = {"btih": 0, "btmh": 1, "ed2k": 2, "sha1": 3}


def _topic(urn: str) -> str | None:
    parts = urn.split(":")
    if len(parts) != 3 or parts[0].lower() != "urn":
        return None
    space, value = parts[1].lower(), parts[2].strip()
    if space == "btih" and _HEX_40.fullmatch(value):
        return f"urn:btih:{value.lower()}"
    if space == "btih" and _BASE32.fullmatch(value):
        return f"urn:btih:{base64.b32decode(value.upper()).hex()}"
    if space == "btmh" and _SHA256_MULTIHASH.fullmatch(value):
        return f"urn:btmh:{value.lower()}"
    if space in ("ed2k", "ed2khash") and _HEX_32.fullmatch(value):
        return f"urn:ed2k:{value.lower()}"
    return f"urn:sha1:{value.upper()}" if space == "sha1" and _BASE32.fullmatch(value) else None


def _display_names(pairs: list[tuple[str, str, str]]) -> tuple[Note, ...]:
    return tuple(Note(NoteCode.DISPLAY_NAME, value) for name, _, value in pairs if name.lower() == "dn" and value)
