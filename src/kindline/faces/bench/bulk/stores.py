"""Known keys and known hosts: dedup beside a bare loop of SQL in the same run, and a new pack over all hosts."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kindline.provenance.bulk.dedup import WIDTH, Seen
from kindline.provenance.bulk.networks import Networks
from kindline.provenance.bulk.remapping import remap
from kindline.provenance.pack import Pack

ROUNDS = 3
_FILL = 1_000_000


def dedup(folder: Path, *, known: int, batch: int) -> dict[str, Any]:
    """Batches of which half is known, into `known` keys; the control writes the same keys with SQL and nothing else."""
    ours, theirs = folder / "seen.sqlite3", folder / "control.sqlite3"
    seen = Seen(ours)
    bare = _control_table(theirs)
    for start in range(0, known, _FILL):
        some = list(_keys(start, min(start + _FILL, known)))
        seen.add(some, batch=f"fill {start}")
        _control_add(bare, some)
    rates, controls, fresh = [], [], 0
    for number in range(ROUNDS):
        fresh_from = known + number * batch
        keys = [*_keys(number * batch // 2, (number + 1) * batch // 2), *_keys(fresh_from, fresh_from + batch // 2)]
        keys = [keys[at] for at in np.random.default_rng(number).permutation(len(keys))]
        # Whoever goes first warms the disk for the other: they take turns.
        for ours_now in (True, False) if number % 2 else (False, True):
            began = time.perf_counter()
            if ours_now:
                fresh += seen.add(keys, batch=f"round {number}")
                rates.append(len(keys) / (time.perf_counter() - began))
            else:
                _control_add(bare, keys)
                controls.append(len(keys) / (time.perf_counter() - began))
    row = {
        "runner": f"dedup of {batch} into {known}, SQLite",
        "urls": batch,
        "urls_per_s": round(median(rates)),
        "records_in": batch * ROUNDS,
        "records_out": fresh,
        "control": "the same keys in a bare executemany loop, key order, same table and pragmas",
        "control_per_s": round(median(controls)),
        "ratio": round(median(rates) / median(controls), 2),
        "mb": round(ours.stat().st_size / 1e6),
    }
    seen.close()
    bare.close()
    return row


def _keys(start: int, stop: int) -> Iterator[bytes]:
    return (hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(start, stop))


def _control_table(path: Path) -> sqlite3.Connection:
    table = sqlite3.connect(path, isolation_level=None)
    table.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144;"
        "CREATE TABLE seen(key BLOB PRIMARY KEY) WITHOUT ROWID"
    )
    return table


def _control_add(table: sqlite3.Connection, keys: list[bytes]) -> None:
    table.execute("BEGIN IMMEDIATE")
    rows = ((key,) for key in sorted(key[:WIDTH] for key in keys))
    table.executemany("INSERT INTO seen VALUES (?) ON CONFLICT(key) DO NOTHING", rows)
    table.execute("COMMIT")


def remapping(*, hosts: int, before: str, after: str) -> dict[str, Any]:
    """All known hosts, one IPv4 address each, from one pack to another; unsorted, as they were met."""
    old, new = Networks.of(Pack.shipped(before)), Networks.of(Pack.shipped(after))
    addresses = np.random.default_rng(2611).integers(0, 1 << 32, hosts, dtype=np.uint32)
    seconds, moved = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        moved = len(remap(addresses, before=old, after=new).moved)
        seconds.append(time.perf_counter() - began)
    return {
        "runner": f"re-map of {hosts} known hosts, {before} to {after}",
        "urls": hosts,
        "urls_per_s": round(hosts / median(seconds)),
        "seconds": round(median(seconds), 2),
        "records_in": hosts,
        "records_out": hosts,
        "moved": moved,
    }
