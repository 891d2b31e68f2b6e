"""The mandate's two offline signatures: recipients change only when both holders sign the new file.

A signature file has one line per signer, `<key id> <base64 signature>`, so files are joined by concatenation.
Signed is "kindline/mandate/1\\n" ‖ SHA-256(file).
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SigningPrivateKey, VerifyKey

__all__ = ["Tampered", "sign_mandate", "verify_mandate"]

LABEL = b"kindline/mandate/1\n"
MAX_LINES = 16


def sign_mandate(data: bytes, key: SigningPrivateKey) -> bytes:
    """One signature line over the exact bytes of a mandate file."""
    signature = base64.b64encode(key.sign(_message(data))).decode("ascii")
    return f"{key.key_id} {signature}\n".encode("ascii")


def verify_mandate(data: bytes, signatures: bytes, pinned: tuple[VerifyKey, VerifyKey]) -> bytes:
    """SHA-256 of the mandate, if both pinned keys signed it; Tampered otherwise."""
    if pinned[0] == pinned[1]:
        raise ValueError("two different keys are pinned")
    found = _by_key(signatures)
    for key in pinned:
        if not any(key.accepts(signature, _message(data)) for signature in found.get(key.key_id, ())):
            raise Tampered(f"no valid signature by {key.key_id}")
    return hashlib.sha256(data).digest()


def _message(data: bytes) -> bytes:
    return LABEL + hashlib.sha256(data).digest()


def _by_key(signatures: bytes) -> dict[str, list[bytes]]:
    lines = signatures.splitlines()
    if len(lines) > MAX_LINES:
        raise Tampered("too many signature lines")
    found: dict[str, list[bytes]] = {}
    for line in lines:
        try:
            name, text = line.decode("ascii").split(" ")
            found.setdefault(name, []).append(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            raise Tampered("not a signature line") from None
    return found
