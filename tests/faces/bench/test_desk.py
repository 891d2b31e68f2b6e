"""`bench desk` says what it promises to say, in its form. No time is judged here: the machine may be busy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = {"queue", "search", "open", "verdict", "late"}


@pytest.mark.faults
def test_each_page_is_asked_for_without_a_refusal_a_full_scan_or_more_than_twelve_queries(tmp_path: Path) -> None:
    few = [
        "--reports",
        "1500,3000",
        "--backlog",
        "100",
        "--users",
        "2",
        "--think",
        "0.1",
        "--seconds",
        "3",
        "--rounds",
        "1",
    ]
    command = [sys.executable, "-m", "kindline.faces.cli", "bench", "desk", *few, "--folder", str(tmp_path)]
    done = subprocess.run([*command, "--json", "-", "--allow-tmpfs"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads(done.stdout)
    assert measured["faults"] == []
    rows = {(row["reports"], row["page"]): row for row in measured["rows"]}
    assert set(rows) == {(size, page) for size in (1500, 3000) for page in PAGES}
    for (_, page), row in rows.items():
        assert row["requests"] > 0 and row["users"] == 2 and 0 < row["p50_ms"] <= row["p95_ms"]
        # A verdict is no page: one signed file, recorded in one transaction with its leaves.
        assert 0 < row["queries_max"] <= (30 if page == "verdict" else 12), page
    assert set(measured["aims"]["ratios_p95"]) == PAGES
