"""Boxes: one HPKE one-shot to one key, for things that are not envelopes.

A released address to the routing key, the hash of an address to the index key, a mailbox message. A box is neither
signed nor padded: pad with `sealing.padding` where a length would speak, sign with `sealing.answer` where authorship
counts.
"""

from __future__ import annotations

from kindline.sealing import suites
from kindline.sealing.errors import NotARecipient, Tampered, UnknownSuite
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey

__all__ = ["NotARecipient", "Tampered", "UnknownSuite", "open_box", "seal_box"]

LABEL = b"kindline/box/1"


def seal_box(plaintext: bytes, *, recipient: SealingPublicKey, info: bytes) -> bytes:
    """Suite tag, then HPKE enc ‖ ct under `info`, which names the use (`b"release"`, `b"blind"`, `b"mailbox"`)."""
    tag = bytes([suites.X25519_HKDF_SHA256_AES_256_GCM])
    return tag + suites.hpke_seal(plaintext, recipient=recipient, info=LABEL + info)


def open_box(sealed: bytes, *, key: SealingPrivateKey, info: bytes) -> bytes:
    """The plaintext. A wrong key, another `info` and a changed byte cannot be told apart: all are NotARecipient."""
    if not sealed or sealed[0] != suites.X25519_HKDF_SHA256_AES_256_GCM:
        raise UnknownSuite("not a box of a known suite")
    try:
        return suites.hpke_open(sealed[1:], key=key, info=LABEL + info)
    except Tampered:
        raise NotARecipient("not sealed to this key for this use, or damaged") from None
