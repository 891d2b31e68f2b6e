"""Drafts travel inside the page, sealed under keys that live for one slot (half an hour) and the next.

Text form: base64url without padding of version (1) ‖ slot (4, big-endian) ‖ nonce (12) ‖ AES-256-GCM ciphertext, whose
AAD is version ‖ slot.
The caller turns time into slots; this floor has no clock.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing.derive import hkdf
from kindline.sealing.errors import DraftExpired, DraftForged
from kindline.sealing.keys import SecretBytes

__all__ = ["DraftExpired", "DraftForged", "DraftKeys"]

VERSION = 1
_HEAD = struct.Struct(">BI")
_NONCE_BYTES = 12
_TAG_BYTES = 16


class DraftKeys:
    """Seals and opens drafts; any process with the same secret agrees, before and after a restart."""

    def __init__(self, secret: SecretBytes) -> None:
        if len(secret) < 32:
            raise ValueError("the secret has at least 32 bytes")
        self._secret = secret
        self._kept = lru_cache(maxsize=3)(self._derive)

    def seal(self, data: bytes, *, now_slot: int) -> str:
        head = _HEAD.pack(VERSION, now_slot)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = head + nonce + self._kept(now_slot).encrypt(nonce, data, head)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")

    def open(self, text: str, *, now_slot: int) -> bytes:
        """The draft of this slot or the one before; DraftExpired only for an authentic one, else DraftForged."""
        raw = _decoded(text)
        head, nonce, sealed = raw[: _HEAD.size], raw[_HEAD.size :][:_NONCE_BYTES], raw[_HEAD.size + _NONCE_BYTES :]
        version, slot = _HEAD.unpack(head)
        if version != VERSION:
            raise DraftForged("unknown form")
        current = slot in (now_slot, now_slot - 1)
        # Keys of other slots are derived in passing and not kept, so that old drafts cannot push out the live ones.
        cipher = self._kept(slot) if current else self._derive(slot)
        try:
            data = cipher.decrypt(nonce, sealed, head)
        except InvalidTag:
            raise DraftForged("not sealed here, or changed") from None
        if not current:
            raise DraftExpired("older than the previous slot")
        return data

    def _derive(self, slot: int) -> AESGCM:
        return AESGCM(hkdf(self._secret.reveal(), info=b"kindline/draft/1" + struct.pack(">I", slot)))


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DraftForged("not base64url") from None
    if len(raw) < _HEAD.size + _NONCE_BYTES + _TAG_BYTES:
        raise DraftForged("too short")
    return raw
