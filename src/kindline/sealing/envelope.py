"""Envelopes: sealed once, to the keys that the mandate names, signed by the process that sealed.

Opening checks, in this order: layout, sender's signature, expected recipients, wrap (bound to header and key id),
key commitment, content (bound to header), padding. Sources: RFC 9180, RFC 5869, RFC 8032, SP 800-38D.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing import padding, suites
from kindline.sealing.derive import hkdf
from kindline.sealing.errors import NotARecipient, Tampered, TooLarge, UnexpectedRecipient, UnknownSuite
from kindline.sealing.header import Header, Purpose
from kindline.sealing.keys import (
    KeyId,
    SealingPrivateKey,
    SealingPublicKey,
    SigningPrivateKey,
    VerifyKey,
    key_id_to_bytes,
)

__all__ = [
    "Envelope", "Header", "NotARecipient", "Purpose", "Tampered", "TooLarge", "UnexpectedRecipient", "UnknownSuite",
    "check_sender", "open_envelope", "seal",
]  # fmt: skip

WRAP_LABEL = b"kindline/wrap/1"
CEK_BYTES = 32
WRAP_BYTES = CEK_BYTES + suites.HPKE_OVERHEAD
TAG_BYTES = 16
SIGNATURE_BYTES = 64
# A content key seals one text and is then forgotten, so its one nonce may be constant (SP 800-38D §8.2.1).
NONCE = bytes(12)


@dataclass(frozen=True)
class Envelope:
    """Sealed bytes and their signature; holds nothing secret."""

    header_bytes: bytes
    wraps: Mapping[KeyId, bytes]
    ciphertext: bytes
    signature: bytes

    @cached_property
    def header(self) -> Header:
        return Header.decode(self.header_bytes)

    @cached_property
    def hash(self) -> bytes:
        """SHA-256(header ‖ wraps ‖ ciphertext): what the sealer signs and every answer quotes."""
        return hashlib.sha256(self.header_bytes + self._wrap_bytes() + self.ciphertext).digest()

    def to_bytes(self) -> bytes:
        length = struct.pack(">H", len(self.header_bytes))
        return length + self.header_bytes + self._wrap_bytes() + self.ciphertext + self.signature

    @classmethod
    def from_bytes(cls, data: bytes) -> Envelope:
        """Read what `to_bytes` wrote; Tampered for any other length, UnknownSuite for a later form."""
        if len(data) < 2:
            raise Tampered("not an envelope")
        start = 2 + int(struct.unpack_from(">H", data)[0])
        header = Header.decode(data[2:start])
        body = start + WRAP_BYTES * len(header.recipients)
        end = body + padding.CLASS_SIZES[header.size_class] + TAG_BYTES
        if len(data) != end + SIGNATURE_BYTES:
            raise Tampered("wrong length")
        wraps = {key: data[start + WRAP_BYTES * n :][:WRAP_BYTES] for n, key in enumerate(header.recipients)}
        return cls(data[2:start], MappingProxyType(wraps), data[body:end], data[end:])

    def _wrap_bytes(self) -> bytes:
        return b"".join(self.wraps[key] for key in sorted(self.wraps))


def seal(
    plaintext: bytes,
    *,
    purpose: Purpose,
    report_id: UUID,
    ordinal: int,
    mandate_id: str,
    mandate_sha256: bytes,
    recipients: Sequence[SealingPublicKey],
    day: date,
    canon_version: str,
    signer: SigningPrivateKey,
    envelope_id: UUID | None = None,
) -> Envelope:
    """Seal `plaintext` so that only `recipients` can read it; TooLarge beyond 64 KiB less four bytes."""
    cek = secrets.token_bytes(CEK_BYTES)
    by_id = {key.key_id: key for key in recipients}
    if len(by_id) != len(recipients):
        raise ValueError("a recipient is named twice")
    header = Header.encode(
        envelope_id=envelope_id or uuid4(), purpose=purpose, report_id=report_id, ordinal=ordinal,
        mandate_id=mandate_id, mandate_sha256=mandate_sha256, recipients=tuple(sorted(by_id)), day=day,
        size_class=padding.size_class(len(plaintext)), canon_version=canon_version,
        commitment=_commitment(cek), sender=signer.key_id,
    )  # fmt: skip
    wraps = {
        key_id: suites.hpke_seal(cek, recipient=by_id[key_id], info=_wrap_info(header.raw, key_id))
        for key_id in header.recipients
    }
    ciphertext = AESGCM(cek).encrypt(NONCE, padding.pad(plaintext), header.raw)
    unsigned = Envelope(header.raw, MappingProxyType(wraps), ciphertext, b"")
    return Envelope(header.raw, unsigned.wraps, ciphertext, signer.sign(unsigned.hash))


def open_envelope(
    envelope: Envelope,
    *,
    key: SealingPrivateKey,
    sender: VerifyKey,
    expected_recipients: Collection[KeyId] | None,
) -> bytes:
    """The plaintext, once everything agrees.

    `expected_recipients` are all key ids the reader's own copy of the mandate allows; None leaves that unchecked.
    """
    header = envelope.header
    check_sender(envelope, sender=sender)
    if expected_recipients is not None and not set(header.recipients) <= set(expected_recipients):
        raise UnexpectedRecipient("sealed to a key that the mandate does not name")
    if key.key_id not in header.recipients:
        raise NotARecipient("not sealed to this key")
    info = _wrap_info(header.raw, key.key_id)
    cek = suites.hpke_open(envelope.wraps[key.key_id], key=key, info=info)
    # AES-GCM alone does not commit to its key: without this, two recipients could be shown two texts.
    if len(cek) != CEK_BYTES or not hmac.compare_digest(_commitment(cek), header.commitment):
        raise Tampered("key commitment")
    try:
        padded = AESGCM(cek).decrypt(NONCE, envelope.ciphertext, header.raw)
    except InvalidTag:
        raise Tampered("content") from None
    return padding.unpad(padded)


def check_sender(envelope: Envelope, *, sender: VerifyKey) -> None:
    """Tampered unless `sender` signed exactly these header, wraps and ciphertext; needs no private key."""
    header = envelope.header
    if tuple(sorted(envelope.wraps)) != header.recipients:
        raise Tampered("wraps and header name different recipients")
    if header.sender != sender.key_id or not sender.accepts(envelope.signature, envelope.hash):
        raise Tampered("signature")


def _wrap_info(header: bytes, key_id: KeyId) -> bytes:
    return WRAP_LABEL + hashlib.sha256(header).digest() + key_id_to_bytes(key_id)


def _commitment(cek: bytes) -> bytes:
    return hkdf(cek, info=b"commit")
