"""The header of an envelope: exact bytes, made once and never re-serialised.

Deterministic binary; `decode` accepts only what `encode` would write. Layout in docs/envelope.md.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from uuid import UUID

from kindline.sealing import suites
from kindline.sealing.errors import Tampered, UnknownSuite
from kindline.sealing.keys import KeyId, SealingPublicKey, VerifyKey, key_id_from_bytes, key_id_to_bytes
from kindline.sealing.padding import CLASS_SIZES

MAGIC = b"KNDL"
VERSION = 1
MAX_RECIPIENTS = 32
_FIXED = struct.Struct(">4sBBBB16s16sIHBB32s32s8s")


class Purpose(IntEnum):
    """What an envelope is for; the number is what the header carries."""

    ADDRESS = 1
    ACCOUNT = 2
    IDENTITY = 3
    ADDITION = 4
    QUESTION = 5
    REPLY = 6
    VERDICT = 7
    RELEASE = 8
    BUNDLE = 9
    DOSSIER = 10


@dataclass(frozen=True, slots=True)
class Header:
    """What is bound to an envelope in the clear; `raw` is the one and only byte form."""

    envelope_id: UUID
    purpose: Purpose
    report_id: UUID
    ordinal: int
    mandate_id: str
    mandate_sha256: bytes
    recipients: tuple[KeyId, ...]
    day: date
    size_class: int
    canon_version: str
    commitment: bytes
    sender: KeyId
    suite: int
    raw: bytes

    @classmethod
    def encode(
        cls,
        *,
        envelope_id: UUID,
        purpose: Purpose,
        report_id: UUID,
        ordinal: int,
        mandate_id: str,
        mandate_sha256: bytes,
        recipients: tuple[KeyId, ...],
        day: date,
        size_class: int,
        canon_version: str,
        commitment: bytes,
        sender: KeyId,
    ) -> Header:
        """Write the bytes; ValueError for a field that does not fit."""
        if len(mandate_sha256) != 32 or len(commitment) != 32:
            raise ValueError("mandate_sha256 and commitment are 32 bytes each")
        if not 0 <= ordinal < 2**32:
            raise ValueError("the ordinal is an unsigned 32-bit number")
        if not 1 <= len(recipients) <= MAX_RECIPIENTS or list(recipients) != sorted(set(recipients)):
            raise ValueError(f"1 to {MAX_RECIPIENTS} different recipients, sorted")
        suite = suites.X25519_HKDF_SHA256_AES_256_GCM
        fixed = _FIXED.pack(
            MAGIC, VERSION, suite, purpose, size_class, envelope_id.bytes, report_id.bytes, ordinal,
            day.year, day.month, day.day, mandate_sha256, commitment, key_id_to_bytes(sender),
        )  # fmt: skip
        listed = bytes([len(recipients)]) + b"".join(map(key_id_to_bytes, recipients))
        raw = fixed + _short_text(mandate_id) + _short_text(canon_version) + listed
        return cls(
            envelope_id=envelope_id, purpose=purpose, report_id=report_id, ordinal=ordinal, mandate_id=mandate_id,
            mandate_sha256=mandate_sha256, recipients=recipients, day=day, size_class=size_class,
            canon_version=canon_version, commitment=commitment, sender=sender, suite=suite, raw=raw,
        )  # fmt: skip

    @classmethod
    def decode(cls, raw: bytes) -> Header:
        """Read exact bytes; Tampered unless `encode` gives the same bytes, UnknownSuite for a later form."""
        try:
            return cls._decode(raw)
        except (struct.error, ValueError, IndexError):
            raise Tampered("not a header") from None

    @classmethod
    def _decode(cls, raw: bytes) -> Header:
        fields = _FIXED.unpack_from(raw)
        magic, version, suite, purpose, size_class, envelope_id, report_id, ordinal, year, month, day = fields[:11]
        if magic != MAGIC:
            raise Tampered("not a header")
        if version != VERSION or suite != suites.X25519_HKDF_SHA256_AES_256_GCM:
            raise UnknownSuite(f"version {version}, suite {suite}")
        if size_class >= len(CLASS_SIZES):
            raise Tampered("not a size class")
        mandate_id, at = _read_short_text(raw, _FIXED.size)
        canon_version, at = _read_short_text(raw, at)
        shorts = [raw[at + 1 + 8 * n : at + 9 + 8 * n] for n in range(raw[at])]
        header = cls.encode(
            envelope_id=UUID(bytes=envelope_id), purpose=Purpose(purpose), report_id=UUID(bytes=report_id),
            ordinal=ordinal, mandate_id=mandate_id, mandate_sha256=fields[11],
            recipients=tuple(key_id_from_bytes(SealingPublicKey.KIND, short) for short in shorts),
            day=date(year, month, day), size_class=size_class, canon_version=canon_version,
            commitment=fields[12], sender=key_id_from_bytes(VerifyKey.KIND, fields[13]),
        )  # fmt: skip
        if header.raw != raw:
            raise Tampered("not the canonical form of a header")
        return header


def _short_text(text: str) -> bytes:
    encoded = text.encode("utf-8")
    if len(encoded) > 255:
        raise ValueError("text fields of a header hold at most 255 bytes")
    return bytes([len(encoded)]) + encoded


def _read_short_text(raw: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + raw[at]
    return raw[at + 1 : end].decode("utf-8"), end
