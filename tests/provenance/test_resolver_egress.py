"""An egress trap around the tests of this library: not one packet for a reported host, or for anybody else (P2)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kindline.faces.outside import black_hole
from tests.provenance.conftest import ROOT

pytestmark = pytest.mark.faults
HERE = Path(__file__).parent
TESTS = ["-m", "pytest", str(HERE), "-q", "-x", "-m", "not slow and not faults", "-p", "no:cacheprovider"]
CANARY = ["-m", "tests.provenance.contact"]


def trapped(way: str, command: list[str]) -> dict[str, Any]:
    run = [sys.executable, "-m", "tests.provenance.trap", way, sys.executable, *command]
    whole = ["unshare", "--net", *run] if way == "wire" else run
    # A run of its own: neither this run's databases nor its place among several workers.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "KINDLINE_DATA"))}
    done = subprocess.run(whole, cwd=ROOT, env=own, capture_output=True, text=True, timeout=400)
    assert done.stdout, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["status"] == 0, done.stderr[-3000:]
    return found


def ways() -> list[str]:
    return ["hook"] if black_hole.why_not() else ["wire"]


@pytest.mark.parametrize("way", ways())
def test_the_tests_of_provenance_reach_nobody(way: str) -> None:
    assert trapped(way, TESTS)["caught"] == []


@pytest.mark.parametrize("way", [*ways(), "hook"])
def test_a_planted_contact_is_caught(way: str) -> None:
    assert "192.0.2.1:80" in trapped(way, CANARY)["caught"]
