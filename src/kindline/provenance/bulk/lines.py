"""Reading files as chunks of lines: text, CSV, JSONL and Parquet, plain, gzip or zstd, in constant memory.

Text is split on LF only, with one trailing CR dropped; the last line need not end. The same file always gives the
same chunks, so a chunk has a number for life.
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl
import zstandard

STDIN = Path("-")
COLUMN = "address"
CHUNK_LINES = 50_000
"""Measured: larger chunks are no faster on one core, and on two they keep less in the caches and more in memory."""
_COLUMNS = (COLUMN, "input", "url")
_BLOCK = 1 << 20
_LONGEST = 1 << 20
"""Bytes of a line that are read; what is longer is refused whatever follows."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}


class Unreadable(Exception):
    """The file as a whole: no such column, a damaged archive. The message says what to mend."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines in a row. `unread` names those from which no address could be read, with the error."""

    number: int
    text: bytes | None = field(default=None, repr=False)
    lines: list[str] = field(default_factory=list, repr=False)
    unread: dict[int, str] = field(default_factory=dict)

    def series(self) -> pl.Series:
        if self.text is None:
            return pl.Series(self.lines, dtype=pl.String)
        whole = self.text.removesuffix(b"\n").decode("utf-8", "replace")
        lines = pl.Series([whole]).str.split("\n").explode()
        return lines.str.strip_suffix("\r") if b"\r" in self.text else lines


@dataclass(slots=True)
class Progress:
    """How many bytes of the file have been read, for whoever shows it."""

    read: int = 0


def format_of(path: Path) -> str:
    """By the name, a compression's ending aside; anything unknown is text."""
    plain = path.with_suffix("") if path.suffix in (".gz", ".zst", ".zstd") else path
    return _FORMATS.get(plain.suffix.lower(), "text")


def chunks(path: Path, *, form: str, lines: int, progress: Progress) -> Iterator[Chunk]:
    """Chunks of about `lines` lines. Raises Unreadable when the file is not what it is said to be."""
    if form == "parquet":
        yield from _of_parquet(path, lines=lines)
        return
    with _opened(path, progress) as stream:
        try:
            yield from _READERS[form](stream, lines)
        except (EOFError, gzip.BadGzipFile, zstandard.ZstdError) as damaged:
            raise Unreadable(f"the archive is damaged: {damaged}") from damaged


@contextmanager
def _opened(path: Path, progress: Progress) -> Iterator[IO[bytes]]:
    with sys.stdin.buffer if path == STDIN else path.open("rb") as file:
        counted = io.BufferedReader(_Counted(file, progress), buffer_size=_BLOCK)
        head = counted.peek(4)[:4]
        if head.startswith(_GZIP):
            yield io.BufferedReader(gzip.GzipFile(fileobj=counted), buffer_size=_BLOCK)
        elif head == _ZSTD:
            reader = zstandard.ZstdDecompressor().stream_reader(counted, read_across_frames=True)
            yield io.BufferedReader(reader, buffer_size=_BLOCK)
        else:
            yield counted


class _Counted(io.RawIOBase):
    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file, self._progress = file, progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        octets = self._file.read(len(buffer))
        buffer[: len(octets)] = octets
        self._progress.read += len(octets)
        return len(octets)


def _of_text(stream: IO[bytes], lines: int) -> Iterator[Chunk]:
    """Whole blocks cut behind a line end, so that lines are told apart only where they are located."""
    number, held, count = 0, bytearray(), 0
    for block in _lines_in_blocks(stream):
        held += block
        count += block.count(b"\n")
        if count >= lines:
            yield Chunk(number, text=bytes(held))
            number, held, count = number + 1, bytearray(), 0
    if held:
        yield Chunk(number, text=bytes(held))


def _lines_in_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Blocks of whole lines without a byte order mark; of a line longer than memory should hold, its beginning."""
    rest, skipping, first = b"", False, True
    while block := stream.read(_BLOCK):
        if first:
            block, first = block.removeprefix(b"\xef\xbb\xbf"), False
        if skipping:
            end = block.find(b"\n")
            if end < 0:
                continue
            block, skipping = block[end:], False
        block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            yield block[:cut]
        if len(rest) > _LONGEST:
            yield rest[:_LONGEST]
            rest, skipping = b"", True
    if rest:
        yield rest


def _of_rows(rows: Iterable[tuple[str, str]], lines: int) -> Iterator[Chunk]:
    """Chunks of (text, error) pairs."""
    rows, number = iter(rows), 0
    while some := list(islice(rows, lines)):
        unread = {at: error for at, (_, error) in enumerate(some) if error}
        yield Chunk(number, lines=[_whole(text) for text, _ in some], unread=unread)
        number += 1


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _of_jsonl(stream: IO[bytes], lines: int) -> Iterator[Chunk]:
    """Objects with the field `address`, or bare strings."""
    texts = (line for block in _lines_in_blocks(stream) for line in block.removesuffix(b"\n").split(b"\n"))
    return _of_rows((_in_json(line.decode("utf-8", "replace").removesuffix("\r")) for line in texts), lines)


def _in_json(line: str) -> tuple[str, str]:
    if not line.strip():
        return "", ""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return line, "bad_json"
    if isinstance(found, dict):
        found = next((found[name] for name in _COLUMNS if name in found), None)
    return (found, "") if isinstance(found, str) else (line, "no_address_field")


def _of_csv(stream: IO[bytes], lines: int) -> Iterator[Chunk]:
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(io.TextIOWrapper(stream, "utf-8-sig", "replace", newline=""))
    head = [name.strip().lower() for name in next(rows, [])]
    name = next((name for name in _COLUMNS if name in head), None)
    if name is None:
        raise Unreadable(f"a CSV file needs a column “{COLUMN}”")
    return _of_rows(_cells(rows, head.index(name)), lines)


def _cells(rows: Iterator[list[str]], at: int) -> Iterator[tuple[str, str]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield "", "bad_csv"
            continue
        yield (row[at], "") if at < len(row) else ("", "" if not row else "no_address_field")


def _of_parquet(path: Path, *, lines: int) -> Iterator[Chunk]:
    if path == STDIN:
        raise Unreadable("Parquet cannot be read from standard input")
    try:
        name = next((name for name in _COLUMNS if name in pl.read_parquet_schema(path)), None)
        if name is None:
            raise Unreadable(f"a Parquet file needs a column “{COLUMN}”")
        texts = pl.scan_parquet(path).select(pl.col(name).cast(pl.String))
        for number, frame in enumerate(texts.collect_batches(chunk_size=lines, maintain_order=True)):
            column = frame.to_series()
            missing = dict.fromkeys(column.is_null().arg_true().to_list(), "empty")
            yield Chunk(number, lines=column.fill_null("").to_list(), unread=missing)
    except pl.exceptions.PolarsError as damaged:
        raise Unreadable(f"the Parquet file is damaged: {damaged}") from damaged


_READERS: dict[str, Callable[[IO[bytes], int], Iterator[Chunk]]] = {
    "text": _of_text,
    "jsonl": _of_jsonl,
    "csv": _of_csv,
}
