"""Which of many addresses are known already: the keys of every address ever taken in, in one SQLite table.

A key is the address's own (SHA-256 over version ‖ 0 ‖ canonical form), cut to its first 16 bytes. Keys stand in the
table's own tree (`WITHOUT ROWID`) and are written in order, which keeps the pages that are touched together together.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

WIDTH = 16
_PAGES = -262_144  # KiB of the tree's pages kept in memory: the inner ones of a hundred million keys


class Seen:
    """The keys taken in so far. Adding a batch again under the same name changes nothing."""

    def __init__(self, path: Path) -> None:
        self._table = sqlite3.connect(path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            f"PRAGMA cache_size = {_PAGES}",
            "CREATE TABLE IF NOT EXISTS seen(key BLOB PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS batch(name TEXT PRIMARY KEY, keys INTEGER, fresh INTEGER) WITHOUT ROWID",
        ):
            self._table.execute(statement)

    def add(self, keys: Sequence[bytes], *, batch: str) -> int:
        """Takes a batch in, in one transaction; returns how many of its distinct keys were new."""
        self._table.execute("BEGIN IMMEDIATE")
        try:
            told = self._table.execute("SELECT fresh FROM batch WHERE name = ?", (batch,)).fetchone()
            fresh = int(told[0]) if told else self._added(keys, batch=batch)
            self._table.execute("COMMIT")
        except BaseException:
            self._table.execute("ROLLBACK")
            raise
        return fresh

    def _added(self, keys: Sequence[bytes], *, batch: str) -> int:
        before = self._changes()
        self._table.executemany(
            "INSERT INTO seen VALUES (?) ON CONFLICT(key) DO NOTHING", zip(sorted(_cut(keys)), strict=True)
        )
        fresh = self._changes() - before
        self._table.execute("INSERT INTO batch VALUES (?, ?, ?)", (batch, len(keys), fresh))
        return fresh

    def known(self, keys: Iterable[bytes]) -> list[bool]:
        ask = self._table.cursor().execute
        return [ask("SELECT 1 FROM seen WHERE key = ?", (key[:WIDTH],)).fetchone() is not None for key in keys]

    def __len__(self) -> int:
        return int(self._table.execute("SELECT count(*) FROM seen").fetchone()[0])

    def close(self) -> None:
        self._table.close()

    def _changes(self) -> int:
        return self._table.total_changes


def _cut(keys: Iterable[bytes]) -> list[bytes]:
    return [key[:WIDTH] for key in keys]
