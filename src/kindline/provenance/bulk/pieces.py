"""The durable pieces of a run: one file for each finished chunk, so that a run that was killed goes on where it was.

A piece appears by renaming, after its bytes are on the disk: it is whole or it is not there. The pieces belong to one
input, pack, ruleset and form; anything else starts anew.
"""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import polars as pl
import zstandard

from kindline.provenance.bulk import parquet
from kindline.provenance.bulk.records import NESTED, SCHEMA

FORMS = ("jsonl", "csv", "parquet")
STDOUT = Path("-")
_RUN = "run.json"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A folder beside the file that will hold the records. `packing` is "", "gzip" or "zstd"."""

    folder: Path
    form: str
    packing: str = ""

    def begin(self, run: Mapping[str, object], *, at: datetime) -> datetime:
        """Keeps the pieces of this very run, and drops those of any other. Returns when the run first began."""
        stored = self.folder / _RUN
        told = json.loads(stored.read_bytes()) if stored.exists() else {}
        if told.get("run") == run:
            return datetime.fromisoformat(told["at"])
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        durably(stored, json.dumps({"run": run, "at": at.isoformat()}).encode())
        return at

    def of(self, number: int) -> Path:
        return self.folder / f"{number:09d}.{self.form}"

    def done(self, number: int) -> bool:
        return self.of(number).exists()

    def write(self, number: int, records: pl.DataFrame) -> None:
        """Durable on return."""
        piece = self.of(number)
        part = piece.with_suffix(f".{os.getpid()}.part")
        if self.form == "parquet":
            records.write_parquet(part, compression="lz4", statistics=False)
        else:
            part.write_bytes(self._packed(_text(records, self.form)))
        self._count(number).write_text(str(len(records)))
        _flush(part)
        part.replace(piece)

    def _count(self, number: int) -> Path:
        return self.of(number).with_suffix(".records")

    def _packed(self, octets: bytes) -> bytes:
        if self.packing == "gzip":
            return gzip.compress(octets, 6, mtime=0)
        return zstandard.compress(octets) if self.packing == "zstd" else octets

    def join(self, count: int, into: Path) -> int:
        """All pieces as one file, which appears whole; then the folder is gone. Returns how many records there are."""
        if not count:
            self.write(0, pl.DataFrame(schema=SCHEMA))
            count = 1
        names = [self.of(number) for number in range(count)]
        if into == STDOUT:
            records = self._copy(names, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            part = into.with_name(into.name + ".part")
            with part.open("wb") as file:
                records = self._copy(names, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(into)
            _flush(into.parent)
        shutil.rmtree(self.folder)
        return records

    def _copy(self, names: Sequence[Path], into: IO[bytes]) -> int:
        if self.form == "parquet":
            return parquet.join(names, into)
        if self.form == "csv":
            into.write(self._packed((",".join(SCHEMA) + "\n").encode()))
        for name in names:
            with name.open("rb") as piece:
                shutil.copyfileobj(piece, into, 1 << 20)
        return sum(int(self._count(number).read_text()) for number in range(len(names)))


def durably(path: Path, octets: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(octets)
    _flush(part)
    part.replace(path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _text(records: pl.DataFrame, form: str) -> bytes:
    if form == "jsonl":
        return records.write_ndjson().encode()
    return _flat(records).write_csv(include_header=False).encode()


def _flat(records: pl.DataFrame) -> pl.DataFrame:
    """Nested columns as JSON text, for a form that has no lists."""
    return records.with_columns(
        pl.struct(pl.col(name).alias("_")).struct.json_encode().str.slice(5).str.strip_suffix("}").alias(name)
        for name in NESTED
    )
