"""The Merkle tree of RFC 6962 §2 (RFC 9162 §2): hashes, roots, an appendable compact range, and both proofs.

A leaf hides its payload behind a salt: SHA-256(0x00 ‖ salt ‖ payload). Salts have one fixed length in any one log, or
the border between salt and payload would be open; with an empty salt the hashes are those of the RFC.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from typing import Self

from kindline.sealing.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from kindline.sealing.errors import Tampered

__all__ = [
    "Checkpoint", "CompactRange", "EMPTY_ROOT", "Tampered", "consistency_proof", "inclusion_proof",
    "inclusion_proofs", "leaf_hash", "node_hash", "parse_checkpoint", "root", "sign_checkpoint",
    "verify_consistency", "verify_inclusion",
]  # fmt: skip

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(salt: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + salt + payload).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order; of none, SHA-256 of nothing."""
    tree = CompactRange()
    for leaf in leaf_hashes:
        tree.append(leaf)
    return tree.root()


class CompactRange:
    """All that is needed to append to a tree and name its root: one hash per set bit of its size."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in peaks):
            raise Tampered("not a compact range")
        self.size = size
        self._peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash; amortised one node hash."""
        if len(leaf) != HASH_BYTES:
            raise ValueError("a leaf hash has 32 bytes")
        carry, size = leaf, self.size
        while size & 1:
            carry, size = node_hash(self._peaks.pop(), carry), size >> 1
        self._peaks.append(carry)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result

    def serialize(self) -> bytes:
        """Size as eight big-endian bytes, then the hashes, largest subtree first."""
        return struct.pack(">Q", self.size) + b"".join(self._peaks)

    @classmethod
    def deserialize(cls, data: bytes) -> Self:
        if len(data) < 8 or (len(data) - 8) % HASH_BYTES:
            raise Tampered("not a compact range")
        (size,) = struct.unpack_from(">Q", data)
        return cls(size, [data[at : at + HASH_BYTES] for at in range(8, len(data), HASH_BYTES)])


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index`, lowest sibling first (RFC 6962 §2.1.1)."""
    if not 0 <= index < len(leaf_hashes):
        raise IndexError("no such leaf")
    if len(leaf_hashes) == 1:
        return []
    split = _split(len(leaf_hashes))
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if index < split:
        return [*inclusion_proof(left, index), root(right)]
    return [*inclusion_proof(right, index - split), root(left)]


def inclusion_proofs(leaf_hashes: Sequence[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """The same paths for many leaves at the cost of hashing the tree once."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    # The last node of a level of odd length has no sibling and moves up as it is.
    return {
        index: [level[at ^ 1] for height, level in enumerate(levels[:-1]) if (at := index >> height) ^ 1 < len(level)]
        for index in indexes
    }


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """True when `proof` leads from `leaf` at `index` to the root of `size` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            result = node_hash(sibling, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and result == expected_root


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Proof that the first `old_size` leaves are still what they were (RFC 6962 §2.1.2); empty for 0 and for all."""
    if not 0 <= old_size <= len(leaf_hashes):
        raise IndexError("no such size")
    return _subproof(leaf_hashes, old_size, whole=True) if old_size else []


def _subproof(leaf_hashes: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaf_hashes):
        return [] if whole else [root(leaf_hashes)]
    split = _split(len(leaf_hashes))
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if old_size <= split:
        return [*_subproof(left, old_size, whole=whole), root(right)]
    return [*_subproof(right, old_size - split, whole=False), root(left)]


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """True when the tree of `new_size` begins with the tree of `old_size` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        return not proof and old_root == expected
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
