"""Many at once: real processes file and admit, real threads decide, and every act has one effect (P4)."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connections

from kindline.faces.worker import rounds
from kindline.kernel import clock
from kindline.kernel.audit.models import Detail, Leaf
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.audit.verifying import problems
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import admission, announcing, carrying_out, deciding, duty, lookups, mailbox, releases
from kindline.services.hotline.intake.models import Envelope
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Address, Decision, Dossier, Notice, Report, Ring, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
PROGRAM = Path(__file__).with_name("process_of_its_own.py")


def start(play: Play, work: str, go: Path, *, first: int, count: int) -> "subprocess.Popen[str]":
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("intake", "core")]
    folders = [str(play.installation.data), str(play.installation.keys), str(go)]
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), work, *names, *folders, str(first), str(count)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "kindline.settings.testing", "KINDLINE_FACE": "all"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(processes: "list[subprocess.Popen[str]]", go: Path) -> list[str]:
    go.touch()
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [line for lines in said for line in lines]


def at_once(*acts: Callable[[], object]) -> None:
    gate, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_sixteen_processes_file_at_once_and_none_is_refused_or_lost(play: Play, tmp_path: Path) -> None:
    processes, each = 16, 4
    filers = [start(play, "file", tmp_path / "go", first=n * each, count=each) for n in range(processes)]
    codes = finish(filers, tmp_path / "go")
    assert len(set(codes)) == Accepted.objects.count() == processes * each
    assert all(mailbox.find(code) for code in codes)
    admitting = [start(play, "admit", tmp_path / "admit", first=0, count=3) for _ in range(2)]
    finish(admitting, tmp_path / "admit")
    admission.admit_waiting(limit=1000)
    numbers = list(Report.objects.values_list("number", flat=True))
    assert len(set(numbers)) == processes * each
    assert Parcel.objects.filter(kind="handover").count() == processes * each
    assert not Parcel.objects.filter(kind="addition").exists()
    assert not Envelope.objects.filter(admitted=False).exists()


def test_the_same_page_from_several_processes_is_one_report(play: Play, tmp_path: Path) -> None:
    filers = [start(play, "file", tmp_path / "go", first=7, count=1) for _ in range(4)]
    assert len(set(finish(filers, tmp_path / "go"))) == 1
    assert Accepted.objects.count() == 1


def test_admitting_again_after_a_crash_has_no_second_effect(play: Play) -> None:
    receipt = play.file("https://album.test/a", danger="now", identity="somebody")
    admission.admit_waiting()
    Envelope.objects.update(admitted=False)  # the worker died between its two commits
    mailbox.add(mailbox.find(receipt.display()), text="and this")  # type: ignore[arg-type]
    admission.admit_waiting()
    assert sorted(Parcel.objects.values_list("kind", flat=True)) == ["addition", "handover"]
    assert (Report.objects.count(), Address.objects.count(), Ring.objects.get().count) == (1, 1, 1)


def test_two_workers_at_once_have_one_effect_at_every_step(play: Play) -> None:
    for number in range(3):
        play.file(f"https://twee-landen.test/{number}", danger="now")
    play.file("https://album.test/x")
    at_once(admission.admit_waiting, admission.admit_waiting)
    admission.admit_waiting()
    assert (Report.objects.count(), Parcel.objects.filter(kind="handover").count()) == (4, 4)
    assert sorted(Report.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    at_once(duty.ring_on, duty.ring_on)
    assert Ring.objects.get().rung == 1
    play.rounds(1)
    play.judge()
    at_once(releases.open_orders, releases.open_orders)
    releases.open_orders()
    at_once(deciding.route_released, deciding.route_released)
    deciding.route_released()
    assert (Decision.objects.count(), Dossier.objects.count()) == (4, 1)
    for task in Task.objects.filter(kind="route_person"):
        Task.objects.filter(pk=task.pk).update(done_at=clock.now(), done_by="user:1", decision="police", reason="r")
    at_once(carrying_out.apply_decisions, carrying_out.apply_decisions)
    carrying_out.apply_decisions()
    assert (Decision.objects.count(), Dossier.objects.count()) == (7, 4)
    play.confirm("klaproos")
    play.later(minutes=0)
    Notice.objects.update(made_at=clock.now() - announcing.WINDOW)
    at_once(announcing.announce_due, announcing.announce_due)
    announcing.announce_due()
    assert (Notice.objects.get().state, len(play.mails("notice"))) == ("announced", 1)


def test_workers_that_route_at_once_write_into_one_notice(play: Play) -> None:
    for number in range(4):
        play.file(f"https://album.test/{number}")
    play.rounds(1)
    play.judge()
    releases.open_orders()
    first, *others = Address.objects.filter(state="released").select_related("released", "report")
    deciding._route(first)
    # Its provider is known now and has no open notice.
    Notice.objects.update(state="closed")
    at_once(*(partial(deciding._route, address) for address in others))
    assert [notice.items.count() for notice in Notice.objects.order_by("made_at")] == [1, 3]


def test_clocks_questions_and_the_log_are_each_taken_once(play: Play) -> None:
    for number in range(6):
        play.file(f"https://album.test/{number}")
    play.rounds(1)
    clock.move(timedelta(hours=25))
    lookups.ask("https://album.test/1", reason="check", by="user:1")
    before = Deadline.objects.filter(kind="handover_ack", expired_at=None).count()
    at_once(rounds.expire, rounds.expire, lookups.answer_waiting, lookups.answer_waiting)
    at_once(sequence, sequence, sequence)
    sequence()
    assert Deadline.objects.filter(kind="handover_ack").exclude(expired_at=None).count() == before == 6
    assert Parcel.objects.filter(kind="reminder").count() == 6
    leaves = [json.loads(bytes(row))["action"] for row in Detail.objects.values_list("payload", flat=True)]
    assert (leaves.count("index.answered"), Leaf.objects.count()) == (1, 0)
    assert leaves.count("deadline.expired") == Deadline.objects.exclude(expired_at=None).count()
    assert list(problems()) == []
