"""Reads the ranges of a MaxMind DB file, as far as a country table needs it.

Source: the MaxMind DB file format specification 2.0 (a binary search tree over address bits, then a data section).
"""

from collections.abc import Iterator
from typing import Any

_MARKER = b"\xab\xcd\xefMaxMind.com"
_POINTER_BASE = (0, 2_048, 526_336, 0)
_SIZE_BASE = {29: (1, 29), 30: (2, 285), 31: (3, 65_821)}
_MOST_NODES = 20_000_000


class NotMmdb(ValueError):
    """Not a MaxMind DB file that this reader understands."""


def read_mmdb(octets: bytes) -> Iterator[tuple[int, int, Any]]:
    """(first, last, value) in ascending order, neighbours with one value joined. IPv4 files give IPv4 numbers."""
    at = octets.rfind(_MARKER)
    if at < 0:
        raise NotMmdb("no metadata")
    meta, _ = _decode(octets, at + len(_MARKER), base=at + len(_MARKER))
    nodes, size, version = int(meta["node_count"]), int(meta["record_size"]), int(meta["ip_version"])
    if size not in (24, 28, 32) or nodes > _MOST_NODES or version not in (4, 6):
        raise NotMmdb("an unknown layout")
    yield from _joined(_leaves(octets, nodes=nodes, size=size, bits=32 if version == 4 else 128))


def _leaves(octets: bytes, *, nodes: int, size: int, bits: int) -> Iterator[tuple[int, int, Any]]:
    data = nodes * size // 4 + 16
    values: dict[int, Any] = {}
    waiting = [(0, 0, 0)]
    while waiting:
        record, start, depth = waiting.pop()
        if record > nodes:
            if record not in values:
                values[record] = _decode(octets, data + record - nodes - 16, base=data)[0]
            yield start, start + (1 << (bits - depth)) - 1, values[record]
        elif record < nodes and depth < bits:
            left, right = _children(octets, record, size)
            waiting.append((right, start | 1 << (bits - depth - 1), depth + 1))
            waiting.append((left, start, depth + 1))


def _children(octets: bytes, node: int, size: int) -> tuple[int, int]:
    at = node * size // 4
    if size == 28:
        middle = octets[at + 3]
        left = int.from_bytes(octets[at : at + 3], "big") | (middle >> 4) << 24
        return left, int.from_bytes(octets[at + 4 : at + 7], "big") | (middle & 15) << 24
    width = size // 8
    return (
        int.from_bytes(octets[at : at + width], "big"),
        int.from_bytes(octets[at + width : at + 2 * width], "big"),
    )


def _joined(leaves: Iterator[tuple[int, int, Any]]) -> Iterator[tuple[int, int, Any]]:
    held: tuple[int, int, Any] | None = None
    for first, last, value in leaves:
        if held and held[1] + 1 == first and held[2] == value:
            held = (held[0], last, value)
            continue
        if held:
            yield held
        held = (first, last, value)
    if held:
        yield held


def _decode(octets: bytes, at: int, *, base: int) -> tuple[Any, int]:
    """The value at `at`, and where the next one stands."""
    control = octets[at]
    at += 1
    kind = control >> 5
    if kind == 1:
        return _pointed(octets, at, control, base=base)
    if kind == 0:
        kind, at = octets[at] + 7, at + 1
    size = control & 31
    if size in _SIZE_BASE:
        more, add = _SIZE_BASE[size]
        size, at = add + int.from_bytes(octets[at : at + more], "big"), at + more
    return _value(octets, at, kind, size, base=base)


def _pointed(octets: bytes, at: int, control: int, *, base: int) -> tuple[Any, int]:
    width = (control >> 3 & 3) + 1
    high = 0 if width == 4 else (control & 7) << 8 * width
    to = (high | int.from_bytes(octets[at : at + width], "big")) + _POINTER_BASE[width - 1]
    return _decode(octets, base + to, base=base)[0], at + width


def _value(octets: bytes, at: int, kind: int, size: int, *, base: int) -> tuple[Any, int]:
    if kind == 2:
        return octets[at : at + size].decode("utf-8"), at + size
    if kind in (5, 6, 8, 9, 10):
        return int.from_bytes(octets[at : at + size], "big", signed=kind == 8), at + size
    if kind == 7:
        found = {}
        for _ in range(size):
            name, at = _decode(octets, at, base=base)
            found[name], at = _decode(octets, at, base=base)
        return found, at
    if kind == 11:
        items = []
        for _ in range(size):
            item, at = _decode(octets, at, base=base)
            items.append(item)
        return items, at
    if kind == 14:
        return bool(size), at
    if kind in (3, 4, 15):
        return octets[at : at + size], at + size
    raise NotMmdb(f"a value of kind {kind}")
