"""Tags over what a caller can be found by, and over what a telephone exchange says: keyed hashes, never truncated."""

from __future__ import annotations

import hmac

from kindline.sealing.derive import joined
from kindline.sealing.keys import SecretBytes

FOUND_BY = b"kindline/found-by/1"
EXCHANGE = b"kindline/exchange/1"
CALL = b"kindline/call/1"


def found_by(key: SecretBytes, *, kind: str, value: str) -> bytes:
    """32 bytes for one normalised number or word of a name; without the key a tag says nothing."""
    return _tag(key, FOUND_BY, kind.encode(), value.encode())


def exchange_signature(key: SecretBytes, *, exchange: str, at: str, nonce: str, body: bytes) -> bytes:
    """32 bytes over who says it, when, once, and what: HMAC-SHA256 under the secret that the exchange holds too.

    Lines, so that a telephone exchange can make it with what it has: label, name, time and nonce, then the body. The
    first four have no line break in them, so no two inputs are the same bytes.
    """
    lines = (EXCHANGE, exchange.encode(), at.encode(), nonce.encode(), body)
    return _digest(key, b"\n".join(lines))


def call_tag(key: SecretBytes, *, exchange: str, call: str) -> bytes:
    """32 bytes that stand for an exchange's own name of a call, which may have a telephone number in it."""
    return _tag(key, CALL, exchange.encode(), call.encode())


def _tag(key: SecretBytes, *parts: bytes) -> bytes:
    return _digest(key, joined(*parts))


def _digest(key: SecretBytes, message: bytes) -> bytes:
    if len(key) < 32:
        raise ValueError("the key has at least 32 bytes")
    return hmac.digest(key.reveal(), message, "sha256")
