"""What is late, whose turn it is and what happens next: read from clocks that know no week-end (P3, P4)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from kindline.channels.mail.letter import read_letter
from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import digest, late, pickup
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Notice, Report, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def over(role: str = "") -> list[tuple[str, str, str]]:
    """What is late: the clock, whose turn, what follows."""
    found, _ = late.turns(late.first_late(), role=role)
    return [(turn.kind, turn.role, turn.next.kind or turn.next.follows) for turn in found]


def friday_evening() -> datetime:
    """Move to the coming Friday, 17:05 in Brussels."""
    zone = ZoneInfo("Europe/Brussels")
    now = clock.now().astimezone(zone)
    friday = (now + timedelta(days=(4 - now.weekday()) % 7 + 7)).replace(hour=17, minute=5, second=0, microsecond=0)
    clock.move(friday - now)
    return clock.now()


def test_a_late_acknowledgement_is_late_from_its_first_due_time_until_it_is_met(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    assert over() == []
    started = clock.now()
    play.later(hours=26)
    assert over() == [("handover_ack", "police", "remind_assessor")]
    play.later(hours=24)
    ((turn,), _) = late.turns(late.first_late())
    assert timedelta(hours=23) < turn.due - started < timedelta(hours=25), "the reminder does not make it younger"
    assert (turn.about.kind, turn.about.name) == ("report", str(Report.objects.get().number))
    assert turn.next.due is not None and turn.next.due > clock.now()
    play.judge()
    assert "handover_ack" not in {kind for kind, _, _ in over()}
    assert not Deadline.objects.filter(kind="handover_ack", met_at=None).exists()


def test_friday_17_05_is_an_hour_like_any_other(play: Play) -> None:
    began = friday_evening()
    play.routed("https://album.test/a")
    play.rounds(1)
    play.confirm()
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    assert Notice.objects.get().state == "announced"
    assert Notice.objects.get().announced_at - began < timedelta(minutes=30)  # type: ignore[operator]
    play.later(hours=25)
    assert clock.now().astimezone(ZoneInfo("Europe/Brussels")).weekday() == 5
    assert [mail["to"] for mail in play.mails("reminder")] == ["abuse@klaproos.example"]
    play.later(hours=48)
    assert clock.now().astimezone(ZoneInfo("Europe/Brussels")).weekday() == 0
    assert ("notice_action", "provider", "escalate_person") in over("provider")


def test_a_silent_provider_is_late_and_a_person_is_asked(play: Play) -> None:
    play.routed("https://album.test/a")
    play.rounds(1)
    play.judge()
    play.confirm()
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    soon, _ = late.turns(late.coming(), role="provider")
    assert [turn.kind for turn in soon] == ["notice_ack"]
    play.later(hours=25)
    assert over("provider") == [("notice_ack", "provider", "escalate_person")]
    assert late.turns(late.coming(), role="provider")[0] == ()
    counted = late.summary()
    assert (counted.late, counted.longest < timedelta(hours=2), counted.tasks) == ({"provider": 1}, True, 1)
    notice = Notice.objects.get()
    pickup.acknowledge(notice.number, code=play.codes()[notice.number], factor=_factor(play))
    assert over("provider") == []


def _factor(play: Play) -> str:
    import pyotp

    provider = Notice.objects.select_related("provider").get().provider
    secret = vault.open_with("portal", "factor", bytes(provider.factor), info=b"factor:" + provider.pk.bytes)
    return pyotp.TOTP(secret.decode()).at(clock.now())


def test_a_hold_stops_lateness_and_its_end_gives_it_back(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="never_notify")
    play.rounds(1)
    play.later(hours=49)
    assert ("referral_ack", "police", "remind_police") in over()
    play.instruct(address, "hold")
    assert "referral_ack" not in {kind for kind, _, _ in over()}


def test_looking_again_is_nobodys_lateness(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="never_notify")
    play.rounds(1)
    play.judge()
    play.zone = "after.zone"
    play.later(hours=200)
    assert "watch" not in {kind for kind, _, _ in over()}
    assert not Deadline.objects.filter(noun=address.pk, kind="watch", met_at=None, expired_at__isnull=False).exists()


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_digest_tells_counts_once_a_day_and_nothing_else(language: str, play: Play, settings: Settings) -> None:
    settings.DIGEST = [f"{language}:desk@hotline.example"]
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    play.later(hours=26)
    for _ in range(3):
        digest.send_digests()
    sent = Parcel.objects.filter(kind="digest").order_by("created_at")
    assert sent.count() == len({row.subject for row in sent}), "one a day"
    letter = read_letter(vault.mail_body_open(bytes(sent.last().sealed_body)))  # type: ignore[union-attr]
    assert letter.to == "desk@hotline.example" and f"{settings.DESK_URL}/late/" in letter.text
    assert ": 1" in letter.text and "{" not in letter.text
    names = (str(Address.objects.get().pk), str(Report.objects.get().pk), "album", "police.example")
    assert not any(name in letter.text for name in names)


def test_what_comes_next_names_the_task_when_a_person_is_asked(play: Play) -> None:
    play.routed("https://twee-landen.test/a")
    assert Task.objects.get().kind == "route_person"
    soon, _ = late.turns(late.coming(), role="supervisor")
    assert [(turn.kind, turn.next.kind, turn.next.task) for turn in soon] == [
        ("route_person", "route_person", Task.objects.get().pk)
    ]
    play.later(hours=25)
    assert over("supervisor") == [], "overtaken: the police have it"


def test_answers_that_come_late_meet_the_clock_that_ran_out(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    parcels, _ = play.fetch()
    play.later(hours=30)
    entries = [{"report": one["report"], "parcel": one["parcel"], "acknowledged": True} for one in parcels]
    record_answers(play.police.answer(reports=entries))
    late_one = Deadline.objects.filter(kind="handover_ack", expired_at__isnull=False).earliest("due_at")
    assert late_one.met_at is not None and late_one.met_at > late_one.due_at
