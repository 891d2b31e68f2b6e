"""Named steps a person can read: ✓ name and seconds, and a failing step's own words at the end."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kindline.faces.cli import ROOT

PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One program with its arguments, run from the root of the source tree."""

    name: str
    program: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    step: Step
    passed: bool
    seconds: float
    output: str


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "KINDLINE_FACE": "all", "DJANGO_SETTINGS_MODULE": "kindline.settings.testing", **more}


def perform(step: Step) -> Done:
    start = time.monotonic()
    with TemporaryDirectory() as scratch:
        run = subprocess.run(
            [PROGRAMS / step.program, *step.arguments],
            cwd=ROOT,
            env=environment(TMPDIR=scratch),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return Done(step, run.returncode == 0, time.monotonic() - start, run.stdout)


def perform_all(steps: Sequence[Step]) -> bool:
    """Runs every step, two at a time, whatever fails; prints each as it is known, in order."""
    width = max(len(step.name) for step in steps)
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in pool.map(perform, steps):
            mark = "✓" if done.passed else "✗"
            print(f"{mark} {done.step.name:<{width}}  {done.seconds:5.1f} s", flush=True)
            if not done.passed:
                failed.append(done)
    for done in failed:
        print(f"\n✗ {done.step.name}\n{done.output.rstrip()}", flush=True)
    return not failed
