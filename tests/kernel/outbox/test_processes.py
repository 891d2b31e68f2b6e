"""Real workers in real processes, a real mail server: killed between the steps, or racing for the same parcels."""

import email
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections

from kindline.kernel.outbox.models import Attempt, Parcel
from tests.channels.mail_server import MailServer, listening
from tests.channels.silent_server import closed_port

pytestmark = [
    pytest.mark.db,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True, databases=["core"]),
]
PROGRAM = Path(__file__).with_name("worker_process.py")
LETTER = json.dumps({"to": "abuse@provider.example", "subject": "A notice waits", "text": "Please sign in."}).encode()
TIMES = 5


class Outside:
    """The mail server, and workers that know its port."""

    def __init__(self, server: MailServer, port: int) -> None:
        self.server, self.port = server, port

    def worker(self, name, *, kill_at="", lease=60, start=""):
        database = str(connections["core"].settings_dict["NAME"])
        wishes = {"KINDLINE_SMTP_HOST": "127.0.0.1", "KINDLINE_SMTP_PORT": str(self.port), "KINDLINE_KILL_AT": kill_at}
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), database, name, str(lease), str(start)],
            env=os.environ | wishes,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, name, **wishes):
        worker = self.worker(name, **wishes)
        said, _ = worker.communicate(timeout=60)
        return worker.returncode, said

    def arrivals(self):
        """How often each Message-ID arrived."""
        return Counter(email.message_from_bytes(content)["Message-ID"] for _, content in self.server.arrived)


@pytest.fixture
def outside():
    server = MailServer()
    with listening(server) as port:
        yield Outside(server, port)


def ids(parcels):
    return {f"<{parcel.id}@hotline.example>" for parcel in parcels}


def test_two_workers_racing_deliver_each_parcel_once(outside, posted, tmp_path):
    parcels = [posted(LETTER, channel="mail") for _ in range(40)]
    start = tmp_path / "start"
    workers = [outside.worker(name, start=start) for name in ("one", "two")]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    start.touch()
    made = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert outside.arrivals() == Counter(dict.fromkeys(ids(parcels), 1))
    assert sum(made) == 40 and min(made) > 0
    assert Parcel.objects.filter(state="delivered", attempts=1).count() == 40


@pytest.mark.parametrize(
    ("point", "may_arrive_twice"), [("outbox.claimed", False), ("outbox.carried", True), ("outbox.recorded", False)]
)
def test_a_killed_worker_loses_nothing_and_a_receiver_that_looks_sees_one(outside, posted, point, may_arrive_twice):
    parcels = [posted(LETTER, channel="mail") for _ in range(TIMES)]
    for number in range(TIMES):
        code, _ = outside.run(f"killed-{number}", kill_at=point, lease=1)
        assert code == -9
    time.sleep(2)
    assert outside.run("last", lease=1)[0] == 0
    arrived = outside.arrivals()
    assert set(arrived) == ids(parcels)
    assert (max(arrived.values()) > 1) == may_arrive_twice
    assert Parcel.objects.filter(state="delivered").count() == TIMES
    unfinished = Attempt.objects.filter(finished_at=None).count()
    assert unfinished == (0 if point == "outbox.recorded" else TIMES)


def test_a_dead_mail_server_delays_and_loses_nothing(outside, posted):
    parcels = [posted(LETTER, channel="mail") for _ in range(3)]
    living, outside.port = outside.port, closed_port()
    assert outside.run("one")[1] == "1\n"
    assert Parcel.objects.filter(state="waiting").count() == 3
    outside.port = living
    Parcel.objects.exclude(attempts=0).update(next_try=parcels[0].next_try)
    assert outside.run("one")[1] == "3\n"
    assert outside.arrivals() == Counter(dict.fromkeys(ids(parcels), 1))
