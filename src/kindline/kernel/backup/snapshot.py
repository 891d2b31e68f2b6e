"""Both databases as they were at one moment, taken while everything runs (P4)."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

# Intake comes first: whoever copies from it into core marks it there only after core has committed.
ORDER = ("intake", "core")
PATIENCE = 30.0


def snapshot(databases: Mapping[str, Path], *, to: Path) -> None:
    """Copy both databases, as of one moment, to `<to>/<alias>.sqlite3`.

    Admission copies from intake into core and marks intake afterwards. A core older than its intake would therefore
    hold a report marked as admitted that it never heard of: an acknowledged report lost. A core newer than its intake
    would know reports whose mailbox is gone. So intake's writers wait for the blink in which both are pinned.
    """
    with ExitStack() as stack:
        open_ones = {alias: stack.enter_context(closing(_reader(databases[alias]))) for alias in ORDER}
        with _no_writer(databases["intake"]):
            for alias in ORDER:
                _pin(open_ones[alias])
        for alias in ORDER:
            _copy(open_ones[alias], to / f"{alias}.sqlite3")


def _reader(path: Path) -> sqlite3.Connection:
    # `rw` and not `ro`: reading a write-ahead log needs its shared memory, which may have to be made first.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=PATIENCE)


@contextmanager
def _no_writer(path: Path) -> Iterator[None]:
    with closing(_reader(path)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            lock.execute("ROLLBACK")


def _pin(source: sqlite3.Connection) -> None:
    """A read transaction sees the database as of its first read, however long it lasts."""
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _copy(source: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)
        problem = target.execute("PRAGMA quick_check").fetchone()[0]
    if problem != "ok":
        raise sqlite3.DatabaseError("the database was damaged before this backup")
