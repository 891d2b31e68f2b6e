"""The bench of resolving: every question its upstream heard is judged, and a planted one is seen."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "kindline.faces.cli", "bench", "resolve", "--names", "120", "--rounds", "1"]


def bench(*arguments: str) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120)
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.mark.faults
def test_nothing_forbidden_is_asked_among_servers_that_fail_and_lie(tmp_path: Path) -> None:
    book = tmp_path / "heard.txt"
    status, found, said = bench("--list", str(book))
    assert (status, found["forbidden"], found["lies_believed"]) == (0, 0, 0)
    assert said.splitlines()[-1] == "forbidden=0"
    assert len(book.read_text().splitlines()) == found["heard"]["questions"] > 300
    assert set(found["heard"]["by_type"]) == {"A", "AAAA"}
    assert all(row["names_per_s"] > 0 and sum(row["outcomes"].values()) == 120 for row in found["rows"])
    mixed = found["rows"][-1]["outcomes"]
    assert mixed["resolved"] and mixed.get("needs_approval", 0) + mixed.get("never_asked", 0)


@pytest.mark.faults
def test_each_planted_question_is_seen_and_fails_the_bench() -> None:
    status, found, said = bench("--plant", "--clients", "4")
    assert status == 1 and said.splitlines()[-1] == "forbidden=6"
    assert found["forbidden_by_reason"] == {"type": 2, "client_subnet": 1, "never_resolved": 2, "not_approved": 1}
