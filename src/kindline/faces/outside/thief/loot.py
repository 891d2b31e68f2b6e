"""What the thief carries away: every file but the outside's, as bytes, as rows, unpacked and decoded."""

import base64
import re
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy2

from kindline.faces.outside.stage import Stage

MAGIC = b"SQLite format 3\0"
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
STANDARD = bytes.maketrans(b"-_", b"+/")
APART = bytes(8)
UNPACK_AT_MOST = 1 << 20
DEPTH = 2
# Smaller values lie in one piece in their page; larger ones are scattered over several.
SCATTERED = 900


def files(stage: Stage) -> list[Path]:
    """Every file in the data folder that is not of the outside."""
    return sorted(p for p in stage.data.rglob("*") if p.is_file() and stage.outside not in p.parents)


def views(path: Path) -> Iterator[bytes]:
    """The file's bytes, and everything that can be unpacked or decoded from them or from its rows."""
    raw = path.read_bytes()
    yield from layers(raw)
    if raw.startswith(MAGIC):
        for value in _values(path):
            yield from layers(value)


def layers(data: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The bytes themselves, then what is compressed or base64 in them, and in that."""
    yield data
    if depth:
        for inner in (*_unpacked(data), *_decoded(data, begins=4 if depth == DEPTH else 1)):
            yield from layers(inner, depth - 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for found in PACKED.finditer(data):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            inner = unpacker.decompress(data[found.start() :], UNPACK_AT_MOST)
        except zlib.error:
            continue
        if len(inner) > 4:
            yield inner


def _decoded(data: bytes, *, begins: int) -> Iterator[bytes]:
    """All base64 pieces in one buffer, apart from each other; once for each place at which their text may begin."""
    texts = [found[0].rstrip(b"=").translate(STANDARD) for found in ENCODED.finditer(data)]
    for begin in range(begins) if texts else ():
        yield APART.join(base64.b64decode(text[begin:][: (len(text) - begin) // 4 * 4]) for text in texts)


def _values(path: Path) -> Iterator[bytes]:
    """Every large value of a database, its journal included; read from a copy, for opening it would write."""
    with tempfile.TemporaryDirectory(prefix="kindline-loot-") as scratch:
        copy = Path(scratch) / path.name
        for suffix in ("", "-wal"):
            if (source := path.with_name(path.name + suffix)).exists():
                copy2(source, copy.with_name(copy.name + suffix))
        with closing(sqlite3.connect(copy)) as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    for value in row:
                        as_bytes = value.encode() if isinstance(value, str) else value
                        if isinstance(as_bytes, bytes) and len(as_bytes) > SCATTERED:
                            yield as_bytes
