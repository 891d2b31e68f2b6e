"""Columns on disk: every byte position apart (all lowest bytes, then all second ones …), then xz.

Starts are kept as differences. The same content always gives the same bytes, and a standard library reads them back in
a fraction of a second: IPv4 in 8 bytes a row (start, row), IPv6 in 20 (upper and lower half of the start, row).
"""

import lzma
import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

from kindline.provenance.pack.facts import Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.model import PackDamaged

WIDTH = {"I": 4, "Q": 8}
_NO_COUNTRY = "--"
_MOST = 1 << 28


def pack_bytes(plain: bytes) -> bytes:
    return lzma.compress(plain, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)


def unpack_bytes(packed: bytes) -> bytes:
    """What `pack_bytes` packed; PackDamaged for anything else, and for more than 256 MiB."""
    try:
        reader = lzma.LZMADecompressor()
        plain = reader.decompress(packed, max_length=_MOST)
    except lzma.LZMAError:
        raise PackDamaged("not a compressed table") from None
    if not reader.eof or reader.unused_data:
        raise PackDamaged("a compressed table that ends too early or too late")
    return plain


def write_intervals(intervals: Intervals) -> bytes:
    starts, rows = intervals.starts, intervals.rows
    first = _split(array(starts.typecode, _differences(starts)))
    low = _split(intervals.starts_low) if intervals.version == 6 else b""
    return pack_bytes(first + low + _split(rows))


def read_intervals(packed: bytes, *, version: int, rows: int) -> Intervals:
    plain = memoryview(unpack_bytes(packed))
    kinds = "II" if version == 4 else "QQI"
    if len(plain) != rows * sum(WIDTH[kind] for kind in kinds):
        raise PackDamaged("a table of another length")
    columns, at = [], 0
    for kind in kinds:
        columns.append(_joined(plain[at : at + rows * WIDTH[kind]], kind))
        at += rows * WIDTH[kind]
    starts = array(kinds[0], accumulate(columns[0]))
    return Intervals(version, starts, columns[1] if version == 6 else array("Q"), columns[-1])


def write_facts(facts: Facts, *, operators: Sequence[str]) -> bytes:
    """Rows as numbers: AS (differences, for rows are sorted by it), three countries, number of the proxy, anycast."""
    number = {name: at for at, name in enumerate(["", *operators])}
    asns = array("I", _differences(facts.asn))
    countries = b"".join(
        "".join(cc or _NO_COUNTRY for cc in column).encode("ascii")
        for column in (facts.registration_cc, facts.geo_cc, facts.holder_cc)
    )
    marks = bytes(number[name] for name in facts.proxy) + bytes(facts.anycast)
    return pack_bytes(_split(asns) + countries + marks)


def read_facts(packed: bytes, *, rows: int, operators: Sequence[str], holders: dict[int, str]) -> Facts:
    plain = unpack_bytes(packed)
    if len(plain) != rows * 12:
        raise PackDamaged("a table of another length")
    asns = list(accumulate(_joined(memoryview(plain)[: 4 * rows], "I")))
    registration, geo, holder = (_countries(plain[at * rows : (at + 2) * rows]) for at in (4, 6, 8))
    names = ["", *operators]
    return Facts(
        prefix=[""] * rows,
        asn=asns,
        holder=[holders.get(asn, "") for asn in asns],
        registration_cc=registration,
        geo_cc=geo,
        holder_cc=holder,
        proxy=[names[number] for number in plain[10 * rows : 11 * rows]],
        anycast=[mark == 1 for mark in plain[11 * rows :]],
    )


def _countries(plain: bytes) -> list[str]:
    text = plain.decode("ascii")
    known = {_NO_COUNTRY: ""}
    return [known.setdefault(cc, cc) for cc in map("".join, zip(text[::2], text[1::2], strict=True))]


def _differences(values: Iterable[int]) -> Iterable[int]:
    last = 0
    for value in values:
        yield value - last
        last = value


def _split(column: "array[int]") -> bytes:
    octets = _little(column).tobytes()
    return b"".join(octets[at :: column.itemsize] for at in range(column.itemsize))


def _joined(octets: memoryview, kind: str) -> "array[int]":
    width, rows = WIDTH[kind], len(octets) // WIDTH[kind]
    whole = bytearray(len(octets))
    for at in range(width):
        whole[at::width] = octets[at * rows : (at + 1) * rows]
    column = array(kind)
    column.frombytes(bytes(whole))
    return _little(column)


def _little(column: "array[int]") -> "array[int]":
    """The column in little-endian order: itself nearly everywhere, a swapped copy on other machines."""
    if column.itemsize != WIDTH[column.typecode]:
        raise PackDamaged("this machine's integers have another width")
    if sys.byteorder == "little":
        return column
    swapped = column[:]
    swapped.byteswap()
    return swapped
