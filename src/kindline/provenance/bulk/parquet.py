"""Parquet files of the same columns made one, without reading a value: pages are copied, the footers joined.

Source: parquet-format, parquet.thrift. Every position in a footer is moved by as much as its pages were.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from kindline.provenance.bulk.thrift import LIST, STRUCT, Reader, Struct, written

MAGIC = b"PAR1"
_BLOCK = 1 << 20
# FileMetaData
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
# RowGroup: columns, num_rows, file_offset, ordinal
_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _ORDINAL = 1, 3, 5, 7
# ColumnChunk: file_offset, meta_data, offsets of its two indexes
_CHUNK_OFFSETS, _META = (2, 4, 6), 3
# ColumnMetaData: first data, index and dictionary page, Bloom filter
_META_OFFSETS = (9, 10, 11, 14)


def join(pieces: Sequence[Path], into: IO[bytes]) -> int:
    """Writes one file holding the rows of all pieces in order; returns how many. Needs at least one piece."""
    into.write(MAGIC)
    at = len(MAGIC)
    whole: Struct = {}
    groups: list[Struct] = []
    for piece in pieces:
        with piece.open("rb") as file:
            footer, end = _footer(file)
            file.seek(len(MAGIC))
            _copy(file, into, octets=end - len(MAGIC))
        for group in footer[_GROUPS][1][1]:
            _move(group, by=at - len(MAGIC), ordinal=len(groups))
            groups.append(group)
        at += end - len(MAGIC)
        whole = whole or footer
        if footer[_SCHEMA] != whole[_SCHEMA]:
            raise ValueError("pieces of other columns")
    rows = sum(int(group[_GROUP_ROWS][1]) for group in groups)
    whole[_ROWS], whole[_GROUPS] = (whole[_ROWS][0], rows), (LIST, (STRUCT, groups))
    octets = written(whole)
    into.write(octets + len(octets).to_bytes(4, "little") + MAGIC)
    return rows


def rows_in(piece: Path) -> int:
    with piece.open("rb") as file:
        return int(_footer(file)[0][_ROWS][1])


def _footer(file: IO[bytes]) -> tuple[Struct, int]:
    """The footer, and where it begins."""
    size = file.seek(-8, 2)
    length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
    if magic != MAGIC or length > size:
        raise ValueError("not a whole Parquet file")
    file.seek(size - length)
    return Reader(file.read(length)).struct(), size - length


def _move(group: Struct, *, by: int, ordinal: int) -> None:
    for column in group[_COLUMNS][1][1]:
        _shift(column, _CHUNK_OFFSETS, by=by)
        if _META in column:
            _shift(column[_META][1], _META_OFFSETS, by=by)
    _shift(group, (_GROUP_OFFSET,), by=by)
    if _ORDINAL in group:
        # 16 bits in the format: beyond that the number is left out
        group[_ORDINAL] = (group[_ORDINAL][0], ordinal)
        if ordinal >= 1 << 15:
            del group[_ORDINAL]


def _shift(struct: Struct, fields: tuple[int, ...], *, by: int) -> None:
    for number in fields:
        if number in struct and struct[number][1]:
            struct[number] = (struct[number][0], struct[number][1] + by)


def _copy(file: IO[bytes], into: IO[bytes], *, octets: int) -> None:
    while octets:
        block = file.read(min(octets, _BLOCK))
        if not block:
            raise ValueError("a piece that ends too early")
        into.write(block)
        octets -= len(block)
