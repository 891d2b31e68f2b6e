"""Clocks run day and night: each starts, is met, expires; what follows does not go in circles (P3, P4, P12)."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from kindline.kernel import clock
from kindline.kernel.outbox.models import URGENT, Parcel
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import duty, expiry, followup, mailbox, stages
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Report, Ring, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def running(kind: str) -> int:
    return Deadline.objects.filter(kind=kind, met_at=None, expired_at=None).count()


def acknowledge(play: Play) -> None:
    parcels, _ = play.fetch()
    entries = [{"report": p["report"], "parcel": p["parcel"], "acknowledged": True} for p in parcels]
    record_answers(play.police.answer(reports=entries))


def test_the_clocks_of_a_report_start_and_are_met(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    assert (running("handover"), running("handover_ack")) == (1, 1)
    play.fetch()
    assert (running("handover"), running("handover_ack")) == (0, 1)
    acknowledge(play)
    assert (running("handover_ack"), running("verdict")) == (0, 1)
    address = Address.objects.get()
    play.say(address, verdict="abuse_material", classification="baseline")
    assert (running("verdict"), running("release")) == (0, 1)
    play.instruct(address, "act_now")
    play.rounds(1)
    assert (running("release"), running("referral_ack")) == (0, 1)


def test_the_police_are_reminded_once_a_day_and_not_once_a_round(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    play.later(hours=25)
    play.rounds(3)
    assert len(play.mails("reminder")) == 1
    play.later(hours=25)
    assert len(play.mails("reminder")) == 2
    assert running("handover_ack") == 1


def test_after_a_long_stop_one_reminder_is_enough(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    clock.move(timedelta(days=30))
    play.rounds(4)
    assert len(play.mails("reminder")) == 1


def test_an_urgent_report_not_acknowledged_within_the_hour_rings(play: Play, settings: Settings) -> None:
    settings.DUTY_LADDER = ["mail:duty@hotline.example"]
    play.file("https://album.test/a", danger="now")
    play.rounds(1)
    ring = Ring.objects.get()
    duty.acknowledge_ring(ring, by="user:1")
    play.fetch()
    play.later(minutes=61)
    again = duty.open_ring()
    assert again is not None
    assert again.pk != ring.pk
    acknowledge(play)
    duty.acknowledge_ring(again, by="user:1")
    play.later(hours=3)
    assert duty.open_ring() is None


def test_a_ring_climbs_its_ladder_until_somebody_answers(play: Play, settings: Settings) -> None:
    settings.DUTY_LADDER = ["mail:one@hotline.example", "mail:two@hotline.example", "webhook:https://ring.example/x"]
    play.file("https://album.test/a", danger="now")
    play.rounds(2)

    def called() -> list[str]:
        return [f"{p.recipient}:{p.channel}" for p in Parcel.objects.filter(kind="ring").order_by("created_at")]

    assert called() == ["duty:0:mail"]
    play.later(minutes=6)
    assert sorted(called()) == ["duty:0:mail"] * 2 + ["duty:1:mail"]
    play.later(minutes=6)
    assert len(called()) == 6
    assert set(Parcel.objects.filter(kind="ring").values_list("priority", flat=True)) == {URGENT}
    duty.acknowledge_ring(duty.open_ring(), by="user:1")  # type: ignore[arg-type]
    play.later(minutes=30)
    assert len(called()) == 6
    assert not Parcel.objects.filter(kind="ring", state="waiting").exists()


def test_a_flood_rings_once_with_a_count_and_refuses_nobody(play: Play, settings: Settings) -> None:
    settings.DUTY_LADDER = ["mail:one@hotline.example"]
    for number in range(30):
        play.file(f"https://album.test/{number}", danger="known")
    play.rounds(2)
    assert (Report.objects.count(), Ring.objects.get().count) == (30, 30)
    (mail,) = play.mails("ring")
    assert "30 urgent" in mail["text"]


def test_two_workers_ring_at_the_same_moment_and_the_telephone_rings_once(play: Play, settings: Settings) -> None:
    settings.DUTY_LADDER = ["mail:one@hotline.example"]
    play.file("https://album.test/a", danger="now")
    play.rounds(1)
    assert (duty.ring_on(), duty.ring_on(), len(play.mails("ring"))) == (0, 0, 1)


def test_urgent_reports_are_admitted_and_routed_before_the_others(play: Play) -> None:
    from kindline.services.hotline import admission

    for number in range(6):
        play.file(f"https://album.test/{number}")
    play.file("https://album.test/now", danger="now")
    assert admission.admit_waiting(limit=1) == 1
    assert Report.objects.get().urgent


def test_one_clock_that_cannot_expire_keeps_no_other_from_it(play: Play, capfd: pytest.CaptureFixture[str]) -> None:
    noun = uuid4()
    deadlines.start(noun, "notice_ack", hours=0.5, role="provider", follows="remind_provider")
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    play.later(hours=25)
    assert len(play.mails("reminder")) == 1
    odd = Deadline.objects.get(noun=noun)
    assert odd.expired_at is None
    assert odd.due_at > clock.now()


def test_a_clock_of_a_kind_runs_once_and_can_stop_and_go_on(play: Play) -> None:
    noun = uuid4()
    for hours in (10, 1):
        deadlines.start(noun, "watch", hours=hours, role="worker", follows="recheck")
    deadlines.stop(noun)
    clock.move(timedelta(hours=100))
    assert deadlines.expire_due(expiry.FOLLOWS) == 0
    deadlines.resume(noun)
    assert deadlines.expire_due(expiry.FOLLOWS) == 0
    clock.move(timedelta(hours=11))
    assert (deadlines.expire_due(expiry.FOLLOWS), deadlines.expire_due(expiry.FOLLOWS)) == (1, 0)


def test_a_routed_address_about_which_nobody_is_asked_is_watched(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="never_notify")
    assert followup.watch_forgotten() == 0
    deadlines.meet_all(address.pk)
    assert followup.watch_forgotten() == 1
    play.later(hours=73)
    address.refresh_from_db()
    assert (address.state, address.outcome) == ("closed", "with_police")


def test_a_dossier_alone_is_followed_to_its_end_once_acknowledged(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="never_notify")
    play.rounds(1)
    play.judge()
    address.refresh_from_db()
    assert (address.state, running("watch")) == ("watching", 1)


def test_stages_move_by_the_day_and_not_before_72_hours(play: Play) -> None:
    receipt = play.file("https://album.test/a")
    play.rounds(1)
    play.judge(verdict="not_illegal")

    def stage() -> str | None:
        return mailbox.find(receipt.display()).stage  # type: ignore[union-attr]

    clock.move(timedelta(hours=71))
    assert (stages.publish_stages(), stage()) == (0, "received")
    clock.move(timedelta(hours=2))
    assert (stages.publish_stages(), stage()) == (1, "closed")
    assert stages.publish_stages() == 0


def test_a_worker_publishes_stages_once_a_day(play: Play) -> None:
    from kindline.faces.worker.rounds import round_once

    receipt = play.file("https://album.test/a")
    play.rounds(1)
    acknowledge(play)
    _, day = round_once()
    clock.move(timedelta(hours=73))
    done, same = round_once(clock.today())
    assert mailbox.find(receipt.display()).stage == "received"  # type: ignore[union-attr]
    round_once(day)
    assert mailbox.find(receipt.display()).stage == "handed_over"  # type: ignore[union-attr]


def test_every_round_shows_that_the_worker_lives_and_a_full_disk_stops_none(settings: Settings, tmp_path: Path) -> None:
    from kindline.faces.worker.rounds import show_round

    settings.DATA_DIR = tmp_path
    show_round(12.5, 3)
    show_round(13.0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["worker-round"]
    assert (tmp_path / "worker-round").read_text() == "13.000 0\n"
    settings.DATA_DIR = tmp_path / "gone"
    show_round(14.0, 0)


def test_known_and_unknown_addresses_look_alike_to_their_reporters(play: Play) -> None:
    known = play.file("https://album.test/a")
    play.rounds(1)
    play.judge()
    play.rounds(2)
    again = play.file("https://album.test/a")
    fresh = play.file("https://balkon.example/never-seen")
    play.rounds(1)
    acknowledge(play)

    def seen(code: str) -> tuple[object, ...]:
        box = mailbox.find(code)
        assert box is not None
        return box.stage, len(box.messages), box.report.stage_withheld

    for _ in range(3):
        assert seen(again.display()) == seen(fresh.display())
        clock.move(timedelta(hours=40))
        stages.publish_stages()
    assert seen(known.display()) == seen(fresh.display())


def test_every_failure_of_the_worker_ends_before_a_person(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    play.later(days=20)
    assert not Task.objects.filter(kind="dead_parcel").exists()
    assert Report.objects.get().state == "handed_over"
    assert running("handover_ack") == 1
