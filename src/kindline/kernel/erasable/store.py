"""`KEYS/erasure/keys.sqlite3`: the keys, and the ledger of what was erased. Neither is ever in a data backup.

A file of its own and not a third database: it must share no backup, no replica and no write-ahead log with the data.
The worker and the terminal write it; desk, portal and API read it; the site cannot reach it.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

FOLDER, NAME = "erasure", "keys.sqlite3"
PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")
TABLES = """
CREATE TABLE IF NOT EXISTS key (name BLOB PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased (name BLOB PRIMARY KEY, day TEXT NOT NULL, evidence TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS destroyed (name BLOB PRIMARY KEY) WITHOUT ROWID;
"""
BATCH = 500
_open = threading.local()


def folder() -> Path:
    """Where the keys and their rolling copies lie."""
    return Path(settings.KEYS_DIR) / FOLDER


def copies() -> Path:
    """Where the rolling copies and the ledger's own file lie: by default beside the keys, better on another disk."""
    return Path(settings.KEY_COPIES or folder() / "rolling")


def path() -> Path:
    """The file itself."""
    return folder() / NAME


def connection() -> sqlite3.Connection:
    """This thread's connection; the file is made on first use."""
    place = str(path())
    if getattr(_open, "place", None) != place or not path().exists():
        forget_connection()
        _open.connection, _open.place = _opened(path()), place
    found: sqlite3.Connection = _open.connection
    return found


def forget_connection() -> None:
    """Close this thread's connection: before the file is replaced, and where nobody may keep it from being emptied."""
    if getattr(_open, "place", None):
        _open.connection.close()
        _open.place = None


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """One durable transaction."""
    made = connection()
    made.execute("BEGIN IMMEDIATE")
    try:
        yield made
    except BaseException:
        made.execute("ROLLBACK")
        raise
    made.execute("COMMIT")


def rows(question: str, names: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """The rows whose name is among `names`; `question` ends in `IN`."""
    wanted = list(names)
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        yield from connection().execute(f"{question} ({','.join('?' * len(part))})", part)


def empty_log() -> bool:
    """Write the log back and cut it off; False while somebody still reads from it."""
    return bool(connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)


def _opened(place: Path) -> sqlite3.Connection:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _one_opens(place.parent):
        fresh = not place.exists()
        made = sqlite3.connect(place, isolation_level=None, timeout=30)
        for pragma in PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
        if fresh:
            # The folder is its owner's alone, until an operator opens it to the group of worker, desk and portal.
            place.chmod(0o660)
        made.executescript(TABLES)
    return made


@contextmanager
def _one_opens(folder: Path) -> Iterator[None]:
    """One process at a time: SQLite refuses, without waiting, whoever turns a new file to WAL beside another."""
    turn = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)
