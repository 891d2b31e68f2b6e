"""Locks that can be taken away: sealed bytes wrapped once more, under the keys of everything they speak of.

What speaks of several things is locked under the keys of all of them together: whichever key is destroyed first takes
it along. Layout: "KNDE" ‖ version (1) ‖ count (2, big-endian) ‖ 16-byte names in order ‖ symmetric seal, AAD = all
before it. The key is HKDF over the keys in the order of their names (FOUNDATIONS §2, crypto-erasure).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from uuid import UUID

from kindline.sealing.derive import hkdf, joined
from kindline.sealing.errors import SealingError, Tampered
from kindline.sealing.keys import SecretBytes
from kindline.sealing.symmetric import unwrap, wrap

__all__ = ["KeyGone", "is_locked", "lock", "names", "unlock"]

MAGIC = b"KNDE\x01"
LABEL = b"kindline/erasable/1"
_COUNT = struct.Struct(">H")
_START = len(MAGIC) + _COUNT.size


class KeyGone(SealingError):
    """A key that this lies under was destroyed: what it says is erased."""


def lock(plaintext: bytes, keys: Mapping[UUID, SecretBytes]) -> bytes:
    """Wrap under all of `keys`, by the name of what each stands for; every one is needed to open it again."""
    if not 0 < len(keys) < 2**16:
        raise ValueError("a lock has one to 65535 keys")
    head = MAGIC + _COUNT.pack(len(keys)) + b"".join(name.bytes for name in sorted(keys))
    return head + wrap(_joint(keys, head), plaintext, head)


def unlock(locked: bytes, keys: Mapping[UUID, SecretBytes]) -> bytes:
    """What was locked; KeyGone when one of its keys is missing, Tampered for any changed byte."""
    needed = names(locked)
    if missing := [name for name in needed if name not in keys]:
        raise KeyGone(f"{len(missing)} of {len(needed)} keys")
    head = locked[: _START + 16 * len(needed)]
    return unwrap(_joint({name: keys[name] for name in needed}, head), locked[len(head) :], head)


def is_locked(data: bytes) -> bool:
    """Whether these bytes are a lock of this form."""
    return data.startswith(MAGIC)


def names(locked: bytes) -> tuple[UUID, ...]:
    """Whose keys it takes, readable by anybody."""
    if not is_locked(locked) or len(locked) < _START:
        raise Tampered("not a lock of a known version")
    count = int(_COUNT.unpack_from(locked, len(MAGIC))[0])
    raw = locked[_START : _START + 16 * count]
    if len(raw) != 16 * count:
        raise Tampered("a lock cut short")
    return tuple(UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16))


def _joint(keys: Mapping[UUID, SecretBytes], head: bytes) -> SecretBytes:
    return SecretBytes(hkdf(b"".join(keys[name].reveal() for name in sorted(keys)), info=joined(LABEL, head)))
