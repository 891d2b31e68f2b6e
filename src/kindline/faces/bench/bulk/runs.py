"""One run over a file, in a process of its own so that its memory is its own; and the control beside it."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil  # type: ignore[import-untyped]

from kindline.faces.bench.bulk.mix import Invented
from kindline.provenance.bulk import Bench
from kindline.provenance.bulk.answers import Known
from kindline.provenance.bulk.lines import CHUNK_LINES, Progress, chunks
from kindline.provenance.bulk.parquet import rows_in
from kindline.provenance.bulk.pieces import Pieces
from kindline.provenance.bulk.running import run
from kindline.provenance.bulk.spreading import ENGINES, run_on_dask
from kindline.provenance.pack import Pack

CONTROL_LINES = 200_000
CONTROL_ROUNDS = 3
_AT = datetime(2026, 7, 1, tzinfo=UTC)
_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Making:
    """Half of the names are in the table, the other half is asked of a resolver beside it."""

    known: Path
    pack: str

    def __call__(self) -> Bench:
        resolver = Known(self.known, otherwise=Invented())
        return Bench(pack=Pack.shipped(self.pack), home="BE", at=_AT, resolver=resolver)


def control(path: Path) -> float:
    """Lines a second through `ada_url.normalize_url` alone on one core, from memory: the bound. Median of rounds."""
    import ada_url

    with path.open(encoding="utf-8") as file:
        lines = [line.rstrip("\n") for _, line in zip(range(CONTROL_LINES), file, strict=False)]
    return len(lines) / median(_control_round(ada_url.normalize_url, lines) for _ in range(CONTROL_ROUNDS))


def control_on_both(path: Path) -> float:
    """The same on two cores at once, together: what two cores of this machine are worth to the bare parser."""
    command = [sys.executable, "-m", __name__, str(path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return sum(float(one.communicate()[0]) for one in both)


def _control_round(normalise: Any, lines: list[str]) -> float:
    start = time.perf_counter()
    for line in lines:
        try:
            normalise(line)
        except ValueError:
            pass
    return time.perf_counter() - start


def measured(
    path: Path, out: Path, *, known: Path, pack: str, processes: int, engine: str = ENGINES[0], kill_after: int = 0
) -> dict[str, Any]:
    """From file to Parquet. Seconds are those of the whole run, the start of its processes told apart.

    With `kill_after` one of its processes is killed (SIGKILL) once so many chunks are done.
    """
    wishes = [str(path), str(out), str(known), pack, str(processes), engine, str(kill_after)]
    command = [sys.executable, "-m", __name__, *wishes]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "POLARS_MAX_THREADS": "1"}, text=True)
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, _resident_mb(child.pid))
        time.sleep(_SAMPLE_SECONDS)
    if child.returncode or child.stdout is None:
        raise RuntimeError("a run failed")
    found: dict[str, Any] = json.loads(child.stdout.read())
    return found | {"peak_rss_mb": round(peak), "records_out": rows_in(out)}


def _resident_mb(pid: int) -> float:
    """Of the run and all its processes; pages they share count in each."""
    total = 0
    try:
        whole = psutil.Process(pid)
        for process in (whole, *whole.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        pass
    return total / 1e6


def _run(path: Path, out: Path, *, making: Making, processes: int, engine: str, kill_after: int) -> None:
    pieces = Pieces(out.with_name(out.name + ".pieces"), "parquet")
    pieces.begin({"bench": str(path), "processes": processes}, at=_AT)
    begun, first, killed, numbers = time.perf_counter(), 0.0, 0, list[int]()
    busy = time.process_time()
    found = chunks(path, form="text", lines=CHUNK_LINES, progress=Progress())
    runner = run_on_dask if engine == "dask" else run
    for number in runner(found, make=making, pieces=pieces, processes=processes):
        first = first or time.perf_counter() - begun
        numbers.append(number)
        if len(numbers) == kill_after:
            killed += _kill_one()
    present = sum(pieces.done(number) for number in range(len(numbers)))
    pieces.join(len(numbers), out)
    seconds = time.perf_counter() - begun
    children = os.times()
    json.dump(
        {
            "seconds": round(seconds, 3),
            "first_chunk_seconds": round(first, 3),
            "cpu_seconds": round(time.process_time() - busy + children.children_user + children.children_system, 3),
            "chunks": len(set(numbers)),
            "chunks_present": present,
            "chunks_twice": len(numbers) - len(set(numbers)),
            "killed": killed,
        },
        sys.stdout,
    )


def _kill_one() -> int:
    """Kill the process that works most; how many were killed."""
    working = psutil.Process().children(recursive=True)
    if not working:
        return 0
    max(working, key=lambda process: process.memory_info().rss).kill()
    return 1


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(control(Path(sys.argv[1])))
        sys.exit()
    _path, _out, _known, _pack, _processes, _engine, _kill = sys.argv[1:]
    _making = Making(Path(_known), _pack)
    _run(Path(_path), Path(_out), making=_making, processes=int(_processes), engine=_engine, kill_after=int(_kill))
