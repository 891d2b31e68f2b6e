"""P12: a child in danger never waits in a queue: rung until answered, and a flood refuses nobody and rings once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.models import URGENT, Parcel
from kindline.services.hotline import admission, duty
from kindline.services.hotline.models import Report, Ring
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
LADDER = ["mail:first@hotline.example", "mail:second@hotline.example", "mail:third@hotline.example"]


@pytest.fixture(autouse=True)
def ladder(settings: Any) -> None:
    settings.DUTY_LADDER = LADDER


def calls() -> int:
    return Parcel.objects.filter(kind="ring").count()


def test_the_duty_officer_is_rung_until_somebody_answers(play: Play) -> None:
    play.file("https://album.test/a", danger="now")
    play.rounds(1)
    rung = [calls()]
    for _ in range(4):
        clock.move(timedelta(minutes=6))
        play.rounds(1)
        rung.append(calls())
    assert rung == [1, 3, 6, 9, 12]
    ring = duty.open_ring()
    assert ring
    duty.acknowledge_ring(ring, by="user:duty")
    clock.move(timedelta(hours=3))
    duty.ring_on()
    assert calls() == 12 and duty.open_ring() is None
    assert set(Parcel.objects.filter(kind="ring").values_list("priority", flat=True)) == {URGENT}


def test_a_flood_rings_once_with_a_count_and_refuses_nobody(play: Play) -> None:
    for number in range(30):
        play.file(f"https://album.test/{number}", danger="now")
    play.rounds(1)
    assert Report.objects.filter(urgent=True, state="handed_over").count() == 30
    assert Ring.objects.get().count == 30 and calls() == 1


def test_an_urgent_report_overtakes_all_that_wait_and_its_parcel_leaves_first(play: Play) -> None:
    for number in range(5):
        play.file(f"https://album.test/{number}")
    play.file("https://album.test/urgent", danger="self")
    assert admission.admit_waiting(limit=1) == 1
    assert Report.objects.get().urgent
    play.rounds(1)
    parcels, _ = play.fetch()
    assert [parcel["urgent"] for parcel in parcels] == [True, *[False] * 5]


@pytest.mark.parametrize("moment", ["2026-11-20T16:05:00+00:00", "2026-12-25T03:00:00+00:00"])
def test_friday_evening_and_christmas_night_are_hours_like_others(play: Play, moment: str) -> None:
    clock.move(datetime.fromisoformat(moment) + timedelta(days=371) - clock.now())
    play.file("https://album.test/a", danger="known")
    play.rounds(1)
    assert calls() == 1 and Report.objects.get().state == "handed_over"
