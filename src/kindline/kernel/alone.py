"""What one process at a time does, however many there are: a lock of the database's session, gone with its holder.

It spares double work. That nothing is decided or sent twice is held by the rows themselves: whoever lost the
connection in the middle, and with it the lock, goes on beside the next one and harms nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connections


@contextmanager
def alone(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether this process may do `name` now; with `wait` it stands in line until it may.

    Always yes on SQLite, whose data folder admits one worker.
    """
    if connections["core"].vendor != "postgresql":
        yield True
        return
    mine = _ask("SELECT pg_advisory_lock(%s) IS NOT NULL" if wait else "SELECT pg_try_advisory_lock(%s)", name)
    try:
        yield mine
    finally:
        if mine:
            # A connection that broke gave its lock back by breaking.
            with suppress(DatabaseError):
                _ask("SELECT pg_advisory_unlock(%s)", name)


def _ask(question: str, name: str) -> bool:
    with connections["core"].cursor() as cursor:
        cursor.execute(question, [_number(name)])
        return bool(cursor.fetchone()[0])


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"kindline/alone/{name}".encode()).digest()[:8], "big", signed=True)
