"""`./kindline faults`: kills, full disks, silent servers and lost keys, with real processes; counts what it cost."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from kindline.faces.cli import ROOT
from kindline.faces.cli.steps import environment

HELP = "kill -9 at every named point and break disks, servers and keys; nothing may be lost or doubled"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="NAME", help="the points or faults whose name holds this, such as outbox")
    parser.add_argument("--times", type=int, default=5, help="how often each point is killed")


def run(args: argparse.Namespace) -> int:
    only = ("-k", args.only.replace(".", " and ")) if args.only else ()
    start = time.monotonic()
    with TemporaryDirectory() as scratch:
        tally = Path(scratch) / "tally.json"
        wishes = environment(KINDLINE_FAULTS_TALLY=str(tally), KINDLINE_FAULTS_TIMES=str(args.times))
        where = ("tests/faults", "tests/kernel/outbox", "-m", "faults")
        command = [sys.executable, "-m", "pytest", *where, "-v", "--no-header", *only]
        passed = subprocess.run(command, cwd=ROOT, env=wishes).returncode == 0
        counted = json.loads(tally.read_text()) if tally.exists() else {}
    line = counted.get("line", "faults: points=0 runs=0 lost=0 doubled=0")
    print(f"faults: seconds={time.monotonic() - start:.0f}\n{line}")
    return 0 if passed and not counted.get("lost") and not counted.get("doubled") else 1
