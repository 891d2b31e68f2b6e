"""Key derivation: HKDF-SHA256 (RFC 5869), and length-prefixed joining so that no two inputs share an encoding."""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(secret: bytes, *, salt: bytes = b"", info: bytes, length: int = 32) -> bytes:
    """Derive `length` bytes from `secret`; an empty salt means 32 zero bytes, as RFC 5869 has it."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt or None, info=info).derive(secret)


def joined(*parts: bytes) -> bytes:
    """Join parts, each after its length as four big-endian bytes: injective for any content."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)
