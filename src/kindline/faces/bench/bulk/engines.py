"""`bench provenance --engine dask`: the same kernel and pieces, carried by processes of ours and by Dask."""

import argparse
import os
import sys
from pathlib import Path
from statistics import median
from typing import Any

from kindline.faces.bench.bulk import mix, runs
from kindline.faces.bench.measuring import machine
from kindline.provenance.bulk.lines import CHUNK_LINES

PROCESSES = 2
# Measured in 2026 on two other cores with a faster parser, and nothing written.
CONSTANTS = {"dask": 555_318, "dask, a worker killed": 345_786, "multiprocessing.Pool(2)": 382_773}


def measure(scratch: Path, *, args: argparse.Namespace) -> dict[str, Any]:
    """Rounds in which the engines take turns; with `--kill` one more round in which Dask loses a process."""
    rows = [row for count in map(int, args.urls.split(",")) for row in _rows(scratch, count, args=args)]
    return {
        "machine": machine.facts(scratch) | {"load": os.getloadavg()[0]},
        "seed": mix.SEED,
        "pack": args.pack,
        "rows": rows,
        "not_measured_here": CONSTANTS,
    }


def _rows(scratch: Path, count: int, *, args: argparse.Namespace) -> list[dict[str, Any]]:
    urls, known = scratch / "urls.txt", scratch / "known.sqlite3"
    mix.write_urls(urls, count=count)
    known.unlink(missing_ok=True)
    mix.write_known(known, count=count)
    cases = {"processes": ("processes", 0), "dask": ("dask", 0)}
    if args.kill:
        cases["dask, a worker killed"] = ("dask", max(1, count // CHUNK_LINES // 3))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in cases}
    for number in range(args.rounds if count <= 1_000_000 else 1):
        for name, (engine, kill_after) in cases.items():
            one = _once(scratch, urls, known, engine=engine, kill_after=kill_after, pack=args.pack)
            found[name].append(one)
            rate = count / one["seconds"]
            print(f"bench provenance: {count} by {name}, round {number + 1}: {rate:.0f}/s", file=sys.stderr, flush=True)
    rows = [_row(name, rounds, count) for name, rounds in found.items()]
    for row in rows:
        row["ratio_to_processes"] = round(row["urls_per_s"] / rows[0]["urls_per_s"], 2)
    return rows


def _once(scratch: Path, urls: Path, known: Path, *, engine: str, kill_after: int, pack: str) -> dict[str, Any]:
    out = scratch / "out.parquet"
    return runs.measured(urls, out, known=known, pack=pack, processes=PROCESSES, engine=engine, kill_after=kill_after)


def _row(name: str, rounds: list[dict[str, Any]], count: int) -> dict[str, Any]:
    seconds = median(one["seconds"] for one in rounds)
    return {
        "runner": f"{name}, {PROCESSES} processes, text to Parquet",
        "processes": PROCESSES,
        "urls": count,
        "urls_per_s": round(count / seconds),
        "first_chunk_s": median(one["first_chunk_seconds"] for one in rounds),
        "chunks": max(one["chunks"] for one in rounds),
        "chunks_present": min(one["chunks_present"] for one in rounds),
        "chunks_twice": sum(one["chunks_twice"] for one in rounds),
        "killed": sum(one["killed"] for one in rounds),
        "records_in": count,
        "records_out": min(one["records_out"] for one in rounds),
        "peak_rss_mb": max(one["peak_rss_mb"] for one in rounds),
    }
