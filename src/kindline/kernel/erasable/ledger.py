"""The erasure ledger: what was erased and when, with the evidence a proof needs. It outlives every data backup.

It lies beside the keys; its names and days also go, line by line, into a file beside the keys' rolling copies, so that
losing the keys loses no erasure.
"""

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.erasable import store

FILE = "ledger.txt"
ENTER = "INSERT OR IGNORE INTO erased (name, day, evidence) VALUES (?, ?, ?)"


def enter(name: UUID, *, evidence: Mapping[str, Any]) -> None:
    """Note that `name` is erased; the first entry stands. `evidence` holds hashes and counts, never a text."""
    today = clock.today().isoformat()
    with store.writing() as made:
        fresh = made.execute(ENTER, (name.bytes, today, json.dumps(evidence, sort_keys=True))).rowcount
    if fresh:
        _append(f"{name} {today}\n")


def entered() -> dict[UUID, date]:
    """Everything erased, with its day."""
    found = store.connection().execute("SELECT name, day FROM erased")
    return {UUID(bytes=name): date.fromisoformat(day) for name, day in found}


def evidence(name: UUID) -> tuple[date, dict[str, Any]] | None:
    """The day and the evidence of one erasure, or None."""
    row = store.connection().execute("SELECT day, evidence FROM erased WHERE name = ?", [name.bytes]).fetchone()
    return (date.fromisoformat(row[0]), json.loads(row[1])) if row else None


def bring_back(folder: Path, *, to: Path) -> None:
    """Enter what the file in `folder` says into keys just restored at `to`: they may be older than an erasure."""
    lines = (folder / FILE).read_text().splitlines() if (folder / FILE).exists() else []
    entries = [(UUID(name).bytes, day, "{}") for name, day in (line.split(" ") for line in lines)]
    with closing(sqlite3.connect(to)) as restored, restored:
        restored.executemany(ENTER, entries)


def _append(line: str) -> None:
    folder = store.copies()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as target:
        target.write(line)
        target.flush()
        os.fsync(target.fileno())
