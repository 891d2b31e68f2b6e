"""Retention runs by itself: what is over is erased, what a legal hold keeps is not and is shown."""

from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.erasable import keys
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.register import holds
from kindline.kernel.register.models import Erasure
from kindline.services.hotline import retention
from kindline.services.hotline.erasing import erase_report
from kindline.services.hotline.models import Answer, Report
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


@pytest.fixture
def ended(play: Play) -> list[Report]:
    for name in "abc":
        play.file(f"https://album.test/{name}")
        play.rounds(1)
        play.judge(verdict="not_illegal")
        play.rounds(1)
    assert set(Report.objects.values_list("state", flat=True)) == {"closed"}
    return list(Report.objects.order_by("number"))


def test_an_ended_report_is_erased_when_its_time_is_over_and_not_a_day_sooner(ended: list[Report]) -> None:
    clock.move(timedelta(days=364))
    retention.carry_out()
    assert not Erasure.objects.exists()
    clock.move(timedelta(days=2))
    retention.carry_out()
    assert set(Erasure.objects.values_list("cause", flat=True)) == {"retention"}
    assert keys.known([report.pk for report in ended]) == {}
    retention.carry_out()
    assert Erasure.objects.count() == 3


def test_a_legal_hold_keeps_one_of_them_and_says_so(ended: list[Report]) -> None:
    hold = holds.place(subject=ended[1].pk, authority="Court", reference="C/12", reason="trial", by="user:1")
    clock.move(timedelta(days=366))
    retention.carry_out()
    assert set(Erasure.objects.values_list("subject", flat=True)) == {ended[0].pk, ended[2].pk}
    assert list(retention.kept_back()) == [ended[1]] and len(keys.known([ended[1].pk])) == 1
    holds.lift(hold, because="the trial is over", by="user:1")
    retention.carry_out()
    assert Erasure.objects.count() == 3 and not retention.kept_back().exists()


def test_what_a_held_report_is_proved_by_does_not_go_with_another(play: Play) -> None:
    for name in "ab":
        play.file(f"https://album.test/{name}")
    play.rounds(1)
    play.judge(verdict="not_illegal")
    first, second = Report.objects.order_by("number")
    hold = holds.place(subject=second.pk, authority="Court", reference="C/12", reason="trial", by="user:1")
    with pytest.raises(holds.Held, match="C/12"):
        erase_report(first.pk, by="user:1")
    clock.move(timedelta(days=366))
    retention.carry_out()
    assert not Erasure.objects.exists() and keys.unlock(Answer.objects.get().document)
    holds.lift(hold, because="the trial is over", by="user:1")
    retention.carry_out()
    assert Erasure.objects.count() == 2


def test_what_a_letter_said_goes_a_month_after_it_left(play: Play) -> None:
    play.routed("https://album.test/a")
    play.confirm()
    play.later(minutes=20)
    Parcel.objects.filter(channel="mail").update(state="delivered")
    clock.move(timedelta(days=29))
    retention.carry_out()
    assert Parcel.objects.filter(channel="mail").exclude(sealed_body=b"").exists()
    clock.move(timedelta(days=2))
    retention.carry_out()
    assert not Parcel.objects.filter(channel="mail").exclude(sealed_body=b"").exists()
