"""Symmetric wrapping: per-address keys, pick-up bodies, keys at rest.

Layout: version (1) ‖ random nonce (12) ‖ AES-256-GCM, AAD = "kindline/symmetric/1" ‖ the caller's aad.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing.derive import hkdf, joined
from kindline.sealing.errors import BadCode, Tampered, UnknownSuite
from kindline.sealing.keys import SecretBytes
from kindline.sealing.stream import decrypt_stream, encrypt_stream

__all__ = ["decrypt_stream", "encrypt_stream", "key_from_code", "unwrap", "wrap"]

LABEL = b"kindline/symmetric/1"
VERSION = 1
MIN_CODE = 16
_NONCE_BYTES = 12


def wrap(key: SecretBytes, plaintext: bytes, aad: bytes) -> bytes:
    """Seal `plaintext` under a 32-byte key, bound to `aad` (say whose it is, so that rows cannot be swapped)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes([VERSION]) + nonce + _cipher(key).encrypt(nonce, plaintext, LABEL + aad)


def unwrap(key: SecretBytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext; Tampered for another key, another `aad` or any changed byte."""
    if not sealed or sealed[0] != VERSION:
        raise UnknownSuite("not a symmetric seal of a known version")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, body, LABEL + aad)
    except (InvalidTag, ValueError):
        raise Tampered("symmetric seal") from None


def key_from_code(code: str, context: bytes) -> SecretBytes:
    """The key that a random code stands for, taken exactly as given (tidy it first with `sealing.codes`).

    The derivation is fast, so the code itself must carry the strength: sixteen random characters at least.
    """
    if len(code) < MIN_CODE:
        raise BadCode(f"a code that opens something has at least {MIN_CODE} characters")
    return SecretBytes(hkdf(code.encode("utf-8"), info=joined(b"kindline/code/1", context)))


def _cipher(key: SecretBytes) -> AESGCM:
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    return AESGCM(key.reveal())
