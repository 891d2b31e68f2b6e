"""The machine a figure was taken on, and how fast and how busy it was at that moment."""

import hashlib
import os
import platform
import time
from pathlib import Path
from typing import Any

CONTROL_ROUNDS = 60
CONTROL_BLOCK = bytes(1 << 20)
QUIET_LOOKS, QUIET_SECONDS, QUIET_CORES = 8, 0.5, 0.3
IN_MEMORY = ("tmpfs", "ramfs")
TICKS = os.sysconf("SC_CLK_TCK")


def facts(place: Path) -> dict[str, Any]:
    """What a reader must know to compare figures; nothing that names the machine."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "file_system": file_system(place),
    }


def file_system(place: Path) -> str:
    """The type of the file system that holds `place`: the longest mount point above it."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    above = [(mount, kind) for mount, kind in mounts if place.resolve().is_relative_to(mount)]
    return max(above, key=lambda pair: len(pair[0]))[1] if above else "unknown"


def control_ms() -> float:
    """A fixed loop on one core, in milliseconds: when it is slower than usual, so is everything beside it."""
    start = time.perf_counter()
    for _ in range(CONTROL_ROUNDS):
        hashlib.sha256(CONTROL_BLOCK).digest()
    return (time.perf_counter() - start) * 1000


def busy_seconds() -> float:
    """Processor seconds that all processes of the machine have used since it started."""
    user, nice, system, _idle, _wait, irq, soft = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + soft) / TICKS


def await_quiet() -> None:
    """Waits a little for other programs to pause; a machine that is never quiet is measured as it is."""
    for _ in range(QUIET_LOOKS):
        before = busy_seconds()
        time.sleep(QUIET_SECONDS)
        if busy_seconds() - before < QUIET_CORES * QUIET_SECONDS:
            return


def flushes() -> int:
    """Flush requests that the disks have completed since the start (0 where the kernel does not count them)."""
    rows = (line.split() for line in Path("/proc/diskstats").read_text().splitlines())
    return sum(int(row[18]) for row in rows if len(row) > 18)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
