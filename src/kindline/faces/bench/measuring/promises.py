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
from kindline.faces.bench.measuring.processes import Running
from kindline.faces.bench.measuring.rounds import reporters
from kindline.sealing.receipt import parse

BURST = 400
LOOKS = 20


def syncs(site: Running, data: Path) -> dict[str, Any]:
    """How often the accepting process made the disk write, by strace, for a known number of reports."""
    strace = shutil.which("strace")
    if strace is None:
        return {"syncs": "no strace here; see disk_flushes_per_report"}
    worker = site.tree()[-1]
    child = reporters(site, stage="post", clients=1, reports=LOOKS)
    watch = subprocess.Popen(
        [strace, "-f", "-c", "-e", "trace=fsync,fdatasync", "-p", str(worker.pid)], stderr=subprocess.PIPE, text=True
    )
    time.sleep(1)
    before = stored(data)
    child.communicate("go\n")
    watch.send_signal(signal.SIGINT)
    counted = sum(int(calls) for calls in re.findall(r"(\d+)\s+(?:fsync|fdatasync)$", watch.communicate()[1], re.M))
    return {"syncs": {"reports": stored(data) - before, "fsync_and_fdatasync": counted}}


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
