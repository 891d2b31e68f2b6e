"""Rolling copies of the keys: sealed to the backup's key, one file a day, written every hour, gone after thirty days.

They are what a lost disk is mended with, and the only place where a destroyed key lives on: until its horizon.
"""

import os
import sqlite3
import time
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from kindline.kernel import clock, vault
from kindline.kernel.erasable import ledger, store
from kindline.kernel.erasable.store import copies
from kindline.sealing.keys import SealingPrivateKey
from kindline.sealing.symmetric import decrypt_stream, encrypt_stream

HORIZON = timedelta(days=30)
SUFFIX = ".knds"
HOUR = 3600.0
_kept: float | None = None


class KeysThere(FileExistsError):
    """There are keys already; a copy never replaces them."""


def keep_copy_hourly() -> int:
    """`keep_copy`, unless this process did so within the hour: a lost disk costs an hour's keys, not a day's."""
    global _kept
    if _kept is not None and time.monotonic() - _kept < HOUR:
        return 0
    removed, _kept = keep_copy(), time.monotonic()
    return removed


def keep_copy() -> int:
    """Write today's copy anew and remove what is past the horizon; how many were removed."""
    to = copies()
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = to / f".{os.getpid()}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        encrypt_stream(BytesIO(_image()), target, recipient=vault.sealing_key("backup"))
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(to / f"{clock.today().isoformat()}{SUFFIX}")
    return _forget_old()


def ends_on(day: date) -> date:
    """The day on which the last copy that may hold a key destroyed on `day` is gone."""
    return day + HORIZON


def restore_copy(copy: Path, *, to: Path, key: SealingPrivateKey) -> None:
    """Bring keys back from a copy where there are none, and with them the ledger's own file, which is newer.

    The caller lays that ledger over the data before anything runs.
    """
    if to.exists():
        raise KeysThere(str(to))
    plain = BytesIO()
    with copy.open("rb") as source:
        decrypt_stream(source, plain, key=key)
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(plain.getvalue())
    ledger.bring_back(copy.parent, to=to)


def _image() -> bytes:
    """The file as of one moment, never written anywhere in the clear."""
    with closing(sqlite3.connect(":memory:")) as memory:
        store.connection().backup(memory)
        return memory.serialize()


def _forget_old() -> int:
    oldest = clock.today() - HORIZON
    old = [path for path in copies().glob(f"*{SUFFIX}") if date.fromisoformat(path.stem) <= oldest]
    for path in old:
        path.unlink()
    return len(old)
