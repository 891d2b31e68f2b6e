"""What must hold while we measure: every code stands for a stored report, also after kill -9, each after a sync."""

import json
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from kindline.faces.bench.measuring.database import locators, stored
from kindline.faces.bench.measuring.processes import KINDLINE, Running
from kindline.faces.bench.measuring.rounds import reporters
from kindline.sealing.receipt import parse

BURST = 400
LOOKS = 20
SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
ASK = """
from django.db import connections
with connections["intake"].cursor() as cursor:
    print(cursor.execute("PRAGMA synchronous").fetchone()[0])
"""


def syncs(site: Running, data: Path) -> dict[str, Any]:
    """What a connection of the site is set to, and by strace how often the accepting process made the disk write."""
    asked: list[str | Path] = [
        *KINDLINE,
        "manage",
        "--face",
        "site",
        "--data",
        data,
        "shell",
        "--no-imports",
        "-c",
        ASK,
    ]
    level = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()[-1]
    return {"sqlite_synchronous": SYNCHRONOUS[int(level)], "syncs": _counted(site, data)}


def _counted(site: Running, data: Path) -> dict[str, int] | str:
    strace = shutil.which("strace")
    if strace is None:
        return "no strace here; see disk_flushes_per_report"
    child = reporters(site, stage="post", clients=1, reports=LOOKS)
    worker = site.tree()[-1].pid
    command = [strace, "-f", "-c", "-e", "trace=fsync,fdatasync", "-p", str(worker)]
    watch = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    before = stored(data)
    child.communicate("go\n")
    watch.send_signal(signal.SIGINT)
    calls = re.findall(r"(\d+)\s+(?:fsync|fdatasync)$", watch.communicate()[1], re.MULTILINE)
    return {"reports": stored(data) - before, "fsync_and_fdatasync": sum(map(int, calls))}


def killed(site: Running, data: Path, *, acknowledged: list[str]) -> dict[str, Any]:
    """kill -9 in the middle of a burst; every code given so far must have its report."""
    child = reporters(site, stage="post", clients=16, reports=BURST)
    assert child.stdin
    before = stored(data)
    child.stdin.write("go\n")
    child.stdin.flush()
    while stored(data) < before + BURST // 4 and child.poll() is None:
        time.sleep(0.01)
    site.kill()
    burst = json.loads(child.communicate()[0])
    codes = [*acknowledged, *burst["codes"]]
    known = locators(data)
    return {
        "burst_sent": burst["sent"],
        "burst_acknowledged": len(burst["codes"]),
        "acknowledged": len(codes),
        "stored": stored(data),
        "lost": sum(parse(code).locator not in known for code in codes),
    }
