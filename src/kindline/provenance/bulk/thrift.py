"""Thrift's compact protocol, as far as a Parquet footer needs it: values read and written without knowing their names.

A struct is a mapping from field number to (type, value), a list is (type, values). Source: thrift-compact-protocol.md.
"""

from collections.abc import Iterator
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
Struct = dict[int, tuple[int, Any]]
_WHOLE = (I16, I32, I64)


class Reader:
    def __init__(self, octets: bytes) -> None:
        self._octets, self._at = octets, 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else _zigzag(self._varint())
            kind = head & 15
            found[number] = (kind, kind == TRUE if kind in (TRUE, FALSE) else self._value(kind))
        return found

    def _value(self, kind: int) -> Any:
        if kind in _WHOLE:
            return _zigzag(self._varint())
        if kind == BINARY:
            return self._take(self._varint())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            return self._list()
        if kind == DOUBLE:
            return self._take(8)
        if kind in (BYTE, TRUE, FALSE):
            return self._byte()
        raise ValueError(f"a type of Thrift that no footer has: {kind}")

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        size, kind = head >> 4, head & 15
        if size == 15:
            size = self._varint()
        return kind, [self._value(kind) for _ in range(size)]

    def _byte(self) -> int:
        self._at += 1
        return self._octets[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._octets[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            octet = self._byte()
            value |= (octet & 127) << shift
            shift += 7
            if octet < 128:
                return value


def written(struct: Struct) -> bytes:
    return b"".join(_struct(struct))


def _struct(struct: Struct) -> Iterator[bytes]:
    last = 0
    for number, (kind, value) in sorted(struct.items()):
        kind = (TRUE if value else FALSE) if kind in (TRUE, FALSE) else kind
        if 0 < number - last < 16:
            yield bytes([number - last << 4 | kind])
        else:
            yield bytes([kind]) + _varint(_unzigzag(number))
        last = number
        if kind not in (TRUE, FALSE):
            yield from _value(kind, value)
    yield b"\x00"


def _value(kind: int, value: Any) -> Iterator[bytes]:
    if kind in _WHOLE:
        yield _varint(_unzigzag(value))
    elif kind == BINARY:
        yield _varint(len(value)) + value
    elif kind == STRUCT:
        yield from _struct(value)
    elif kind in (LIST, SET):
        inner, items = value
        yield bytes([len(items) << 4 | inner]) if len(items) < 15 else bytes([0xF0 | inner]) + _varint(len(items))
        for item in items:
            yield from _value(inner, item)
    else:
        yield value if kind == DOUBLE else bytes([value])


def _varint(value: int) -> bytes:
    octets = bytearray()
    while value > 127:
        octets.append(value & 127 | 128)
        value >>= 7
    octets.append(value)
    return bytes(octets)


def _zigzag(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _unzigzag(value: int) -> int:
    return value << 1 ^ value >> 63
