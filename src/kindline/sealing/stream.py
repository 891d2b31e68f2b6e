"""Long streams (backups) to one public key: chunked, authenticated, truncation shows.

Layout: "KNDS" ‖ version (1) ‖ suite (1) ‖ HPKE wrap of a fresh 32-byte key (80) ‖ chunks. Each chunk is AES-256-GCM
over at most 64 KiB; nonce = chunk number (11 bytes, big-endian) ‖ 1 for the last chunk, else 0; AAD = the six head
bytes and the wrap (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, 2015). There is always a last chunk, maybe empty.
"""

from __future__ import annotations

import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing import suites
from kindline.sealing.errors import NotARecipient, Tampered, UnknownSuite
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey

HEAD = b"KNDS" + bytes([1, suites.X25519_HKDF_SHA256_AES_256_GCM])
LABEL = b"kindline/stream/1"
CHUNK = 64 * 1024
_WRAP_BYTES = 32 + suites.HPKE_OVERHEAD
_SEALED_CHUNK = CHUNK + 16


def encrypt_stream(source: BinaryIO, target: BinaryIO, *, recipient: SealingPublicKey) -> None:
    """Read `source` to its end and write it sealed; memory stays at two chunks."""
    key = secrets.token_bytes(32)
    head = HEAD + suites.hpke_seal(key, recipient=recipient, info=LABEL)
    target.write(head)
    cipher, number, chunk = AESGCM(key), 0, _read(source, CHUNK)
    while True:
        ahead = _read(source, CHUNK)
        target.write(cipher.encrypt(_nonce(number, last=not ahead), chunk, head))
        if not ahead:
            return
        number, chunk = number + 1, ahead


def decrypt_stream(source: BinaryIO, target: BinaryIO, *, key: SealingPrivateKey) -> None:
    """Write the plaintext chunk by chunk; on any error what was written so far must be thrown away."""
    head = _read(source, len(HEAD) + _WRAP_BYTES)
    if not head.startswith(HEAD):
        raise UnknownSuite("not a sealed stream of a known suite")
    try:
        cipher = AESGCM(suites.hpke_open(head[len(HEAD) :], key=key, info=LABEL))
    except Tampered:
        raise NotARecipient("not sealed to this key, or damaged") from None
    number, chunk = 0, _read(source, _SEALED_CHUNK)
    while True:
        ahead = _read(source, _SEALED_CHUNK)
        try:
            target.write(cipher.decrypt(_nonce(number, last=not ahead), chunk, head))
        except (InvalidTag, ValueError):
            raise Tampered(f"chunk {number} is damaged, or the stream was cut") from None
        if not ahead:
            return
        number, chunk = number + 1, ahead


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _read(source: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
