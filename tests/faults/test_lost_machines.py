"""Several machines on one PostgreSQL: some die under load, one is cut off with locks in its hands."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from kindline.faces.bench.measuring import postgres
from kindline.faces.bench.measuring.cluster import Cluster
from kindline.faces.bench.measuring.rounds import reporters
from kindline.faces.cli.machine import postgresql
from kindline.faces.outside.browser import Browser
from tests.faults.crew import WITHIN
from tests.faults.tally import tally

PROGRAMS = postgresql()
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL on this machine"),
]
READY = "SELECT count(*) FROM outbox_parcel WHERE kind = 'handover' AND state <> 'waiting'"
NEAR, FAR = ("kindline-near", "192.0.2.1"), ("kindline-far", "192.0.2.2")
NO_NETWORKS = os.geteuid() != 0 or shutil.which("ip") is None
# Every lock that a step of the round may have, held by one process until it is gone.
HOLDER = """
import time, contextlib, django
django.setup()
from kindline.faces.worker import rounds
from kindline.kernel.alone import alone
with contextlib.ExitStack() as stack:
    steps = [step.__name__ for lane in rounds.LANES.values() for step in lane]
    assert all([stack.enter_context(alone(name)) for name in steps])
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    network, listen = getattr(request, "param", ("", ""))
    assert PROGRAMS
    with (
        mock.patch.dict(os.environ),
        postgres.server(PROGRAMS, settings=(), listen=listen, network=network) as address,
    ):
        os.environ.pop("KINDLINE_DATA", None)
        yield Cluster(tmp_path, address, machines=3)


@pytest.fixture
def line() -> Iterator[None]:
    """Two machines with a line between them, which touches no network of this one."""
    try:
        for name, _ in (NEAR, FAR):
            _ip(f"netns add {name}")
        _ip(f"-n {NEAR[0]} link add line type veth peer name line netns {FAR[0]}")
        for name, address in (NEAR, FAR):
            for words in (f"addr add {address}/24 dev line", "link set line up", "link set lo up"):
                _ip(f"-n {name} {words}")
        yield
    finally:
        for name, _ in (NEAR, FAR):
            subprocess.run(["ip", "netns", "del", name])


def test_a_site_a_desk_and_a_worker_die_under_load(cluster: Cluster) -> None:
    with (
        cluster.serving("site", 2) as sites,
        cluster.serving("desk", 2) as desks,
        cluster.serving("worker", 3) as workers,
    ):
        clients = [reporters(site, stage="post", clients=4, reports=120) for site in sites]
        for client in clients:
            assert client.stdin
            client.stdin.write("go\n")
            client.stdin.flush()
        _until(lambda: cluster.intake("SELECT count(*) FROM intake_report") >= 40)
        sites[0].kill()
        desks[0].kill()
        workers[0].kill()
        said = [json.loads(client.communicate()[0]) for client in clients]
        acknowledged = {code for one in said for code in one["codes"]}
        assert len(said[1]["codes"]) == 120 and not said[1]["refused"]
        assert Browser(desks[1].host, desks[1].port).get("/queues/late/").status == 302
        stored = cluster.intake("SELECT count(*) FROM intake_report")
        _until(lambda: cluster.core(READY) >= stored)
        doubled = cluster.core("SELECT count(*) FROM outbox_parcel WHERE kind = 'handover'") - stored
        _count("machines", lost=max(0, len(acknowledged) - stored), doubled=doubled)
        assert stored >= len(acknowledged) and doubled == 0


@pytest.mark.skipif(NO_NETWORKS, reason="a network of its own needs root and ip (apt install iproute2)")
@pytest.mark.parametrize("cluster", [NEAR], indirect=True)
def test_what_a_machine_held_when_it_was_cut_off_is_free_within_thirty_seconds(line: None, cluster: Cluster) -> None:
    far = {**os.environ, "KINDLINE_PG_HOST": NEAR[1], "KINDLINE_FACE": "worker", "KINDLINE_DATA": str(cluster.data)}
    command = ["ip", "netns", "exec", FAR[0], sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env=far, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout and holder.stdout.readline() == "held\n"
            with cluster.serving("site", 1) as sites, cluster.serving("worker", 1):
                report = reporters(sites[0], stage="post", clients=1, reports=3)
                assert len(json.loads(report.communicate("go\n")[0])["codes"]) == 3
                time.sleep(3)
                assert cluster.core(READY) == 0
                _ip(f"-n {FAR[0]} link set line down")
                began = time.monotonic()
                _until(lambda: cluster.core(READY) == 3)
                tally.taken_over["a machine cut off, PostgreSQL"] = time.monotonic() - began
                assert time.monotonic() - began < WITHIN
        finally:
            holder.kill()


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 2 * WITHIN
    while not holds():
        assert time.monotonic() < ends, "not in time"
        time.sleep(0.1)


def _count(point: str, *, lost: int, doubled: int) -> None:
    tally.points.add(point)
    tally.runs += 1
    tally.lost += lost
    tally.doubled += doubled
