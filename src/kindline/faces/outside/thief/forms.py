"""How a secret may be written: encoded, folded, or as a digest that anybody could compute."""

import base64
import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote

from kindline.faces.outside.thief.secrets import SHORTEST, Secret

DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
URL_SAFE = bytes.maketrans(b"+/", b"-_")


def needles(secret: Secret) -> Iterator[tuple[str, bytes]]:
    """Form and bytes of everything that would be this secret. Text and hexadecimal are in small letters."""
    for text in secret.spellings:
        for name, written in _texts(text):
            if len(written) >= SHORTEST:
                yield name, written
        if secret.kind in ("address", "host"):
            yield from _digests(text)
    for key in secret.keys:
        yield from _as_digest("key", key)


def _texts(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "plain", raw.lower()
    for safe in ("", "/", ":/?&=#@;"):
        yield "percent-encoded", quote(text, safe=safe).encode().lower()
    yield "escaped", json.dumps(text)[1:-1].encode().lower()
    yield "hexadecimal", raw.hex().encode()
    for name in ("utf-16-le", "utf-16-be"):
        yield name, text.lower().encode(name)
    for encoded in _base64(raw):
        yield "base64", encoded
        yield "base64", encoded.translate(URL_SAFE)
    yield "base32", base64.b32encode(raw).rstrip(b"=").lower()[:-2]


def _base64(raw: bytes) -> Iterator[bytes]:
    """The characters that do not depend on what stands around, at each of the three places to begin."""
    for before, spoilt in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(b"\0" * before + raw)
        whole = (before + len(raw)) // 3 * 4
        yield encoded[spoilt:whole]


def _digests(text: str) -> Iterator[tuple[str, bytes]]:
    for name in DIGESTS:
        yield from _as_digest(name, hashlib.new(name, text.encode()).digest())


def _as_digest(name: str, digest: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, digest
    yield f"{name} in hexadecimal", digest.hex().encode()
    encoded = base64.b64encode(digest).rstrip(b"=")
    yield f"{name} in base64", encoded
    yield f"{name} in base64", encoded.translate(URL_SAFE)
