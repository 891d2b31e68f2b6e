"""What a witness wrote down: one JSON line an event, numbered from 1, so that a missing line shows."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kindline.faces.outside.stage import Stage


class Gap(Exception):
    """Lines are missing from a ledger; the message names it and the number."""


class Ledger:
    """An append-only file; several processes of one office may write in it, one line at a time."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self._lock = stage, threading.Lock()
        path = path_of(stage, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = path.open("a+b")
        self._lines, self._bytes = 0, 0

    def write(self, **facts: Any) -> None:
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                self._catch_up()
                self._lines += 1
                line = {"seq": self._lines, "at": self._stage.now().isoformat(), **facts}
                self._bytes += self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                self._file.flush()
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _catch_up(self) -> None:
        """Count what others wrote since."""
        if self._file.seek(0, os.SEEK_END) != self._bytes:
            self._file.seek(self._bytes)
            more = self._file.read()
            self._lines += more.count(b"\n")
            self._bytes += len(more)


def path_of(stage: Stage, name: str) -> Path:
    return stage.outside / f"{name}.jsonl"


def read(stage: Stage, name: str) -> list[dict[str, Any]]:
    """Every line of a ledger; Gap when one is missing or two were swapped."""
    path = path_of(stage, name)
    return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for expected, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError:
            raise Gap(f"{path.name}: line {expected} is damaged") from None
        if row["seq"] != expected:
            raise Gap(f"{path.name}: record {expected} is missing")
        yield row


def names(stage: Stage) -> list[str]:
    """Every ledger there is."""
    found = sorted(stage.outside.rglob("*.jsonl"))
    return [str(path.relative_to(stage.outside).with_suffix("")) for path in found]


def close(stage: Stage) -> None:
    """Note how long every ledger is, so that a missing end shows as well."""
    stage.note(ledgers={name: len(path_of(stage, name).read_text().splitlines()) for name in names(stage)})
