"""`bench intake` says what it promises to say, in its form. No time is judged here: the machine may be busy."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kindline.faces.bench.measuring.machine import file_system
from kindline.faces.bench.measuring.rounds import percentile
from kindline.faces.bench.measuring.standards import beside_peer

COUNTED = ("sent", "acknowledged", "stored")
MEASURED = {
    "stage", "clients", "sent", "acknowledged", "stored", "refused", "lost", "rate", "p50_ms", "p95_ms",
    "server_cpu_ms_per_report",
}  # fmt: skip


def bench(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    few = ["--clients", "1", "--reports", "3", "--rounds", "1", "--folder", str(folder)]
    command = [sys.executable, "-m", "kindline.faces.cli", "bench", "intake", *few, "--json", "-", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    run = bench(tmp_path_factory.mktemp("bench"), "--allow-tmpfs")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.faults
def test_rows_are_as_promised(measured: dict[str, Any]) -> None:
    assert [(row["stage"], row["clients"]) for row in measured["rows"]] == [("post", 1), ("journey", 1)]
    for row in measured["rows"]:
        assert row.keys() >= MEASURED
        assert [row[name] for name in COUNTED] == [3, 3, 3]
        assert (row["refused"], row["lost"]) == (0, 0)


@pytest.mark.faults
def test_killing_the_site_loses_no_code(measured: dict[str, Any]) -> None:
    assert measured["after_kill"]["burst_acknowledged"] > 0
    assert measured["after_kill"]["lost"] == 0


@pytest.mark.faults
def test_every_code_waited_for_the_disk(measured: dict[str, Any]) -> None:
    assert measured["machine"]["sqlite_synchronous"] == "FULL"
    counted = measured["machine"]["syncs"]
    if isinstance(counted, dict):
        assert counted["fsync_and_fdatasync"] >= counted["reports"] > 0


@pytest.mark.faults
def test_memory_names_every_face(measured: dict[str, Any]) -> None:
    assert measured["memory"]["by_face_pss_mb"].keys() == {"site", "desk", "portal", "worker"}
    assert measured["memory"]["site_pss_mb"] > 0


@pytest.mark.faults
@pytest.mark.skipif(file_system(Path("/dev/shm")) != "tmpfs", reason="no file system in memory here")
def test_it_refuses_to_measure_promises_in_memory() -> None:
    assert bench(Path("/dev/shm")).returncode == 2


def test_the_peer_stands_beside_rows_with_as_many_clients() -> None:
    rows: list[dict[str, Any]] = [{"stage": "post", "clients": n, "rate": 226.0} for n in (1, 16)]
    beside_peer(rows)
    assert rows[0]["times_peer"] == 10.0
    assert "times_peer" not in rows[1]


@pytest.mark.parametrize(("values", "expected"), [([], 0.0), ([5.0], 5.0), ([1.0, 2.0, 3.0], 2.9)])
def test_the_95th_percentile_of_few_values(values: list[float], expected: float) -> None:
    assert percentile(values, 95) == pytest.approx(expected)
