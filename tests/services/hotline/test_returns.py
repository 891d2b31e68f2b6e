"""Ends are graded, confirmed by others and never by us, and watched for ninety days: by name, and not under a hold."""

from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import confirming, replies
from kindline.services.hotline.ageing import age_of
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.grading import GRADES, grade_of
from kindline.services.hotline.models import Address, Confirmation, Decision, Dossier, Notice, Report
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def fresh(address: Address) -> Address:
    return Address.objects.select_related("report").get(pk=address.pk)


def watched(address: Address) -> list[str]:
    found = Deadline.objects.filter(noun=address.pk, met_at=None, expired_at=None, kind__startswith="return")
    return sorted(found.values_list("kind", flat=True))


def silent_end(play: Play) -> Address:
    """Acknowledged, watched, and its name no longer answers."""
    (address,) = play.routed("https://dovend-licht.test/a", instruction="never_notify")
    play.rounds(1)
    play.judge()
    play.zone = "after.zone"
    play.later(hours=73)
    return fresh(address)


def stated_end(play: Play, name: str = "album.test") -> Address:
    """The provider said by telephone that it is removed."""
    (address,) = play.routed(f"https://{name}/a")
    play.rounds(1)
    play.judge()
    play.confirm()
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    replies.record_spoken(Notice.objects.get(), actions={1: "removed"}, how="telephone", by="user:1")
    play.later(hours=73)
    return fresh(address)


def say_confirmed(address: Address, **more: object) -> Confirmation:
    said = {"source": "member", "said_by": "Hotline of NL", "day": clock.today(), "by": "user:1"} | more
    return confirming.confirm(address, **said)  # type: ignore[arg-type]


def test_only_police_member_hotline_or_station_confirm() -> None:
    confirmed = {outcome for outcome, grade in GRADES.items() if grade == "confirmed"}
    said = {"removed_police", "removed_member"}
    assert confirmed == said | {"confirmed_police", "confirmed_member", "confirmed_station"}
    assert (grade_of("removed_stated"), grade_of("gone_name_silent")) == ("stated", "name_silent")
    assert [grade_of(other) for other in ("transferred", "with_police", "closed_by_person", "not_illegal", "")] == [
        ""
    ] * 5


def test_what_a_provider_states_is_confirmed_by_another_only(play: Play) -> None:
    address = stated_end(play)
    assert (address.state, address.outcome) == ("closed", "removed_stated")
    play.asked.clear()
    say_confirmed(address)
    assert fresh(address).outcome == "confirmed_member"
    assert play.asked == [], "a confirmation asks nobody"
    say_confirmed(address, source="station", said_by="viewing station 2")
    assert fresh(address).outcome == "confirmed_member", "the first word stays"
    assert Confirmation.objects.count() == 2


def test_a_confirmation_ends_an_address_that_is_still_followed(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.rounds(1)
    say_confirmed(address, source="station", said_by="viewing station 2")
    address = fresh(address)
    assert (address.state, address.outcome, address.report.state) == ("closed", "confirmed_station", "closed")
    assert Notice.objects.get().state == "withdrawn"


def test_the_polices_signed_word_grades_a_stated_end_up(play: Play) -> None:
    address = stated_end(play)
    entry = {"dossier": str(Dossier.objects.get().pk), "outcome": "removed"}
    record_answers(play.police.answer(dossiers=[entry]))
    assert fresh(address).outcome == "removed_police"
    assert Confirmation.objects.get().source == "police"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": "provider"}, "source"),
        ({"said_by": " "}, "said_by"),
        ({"day": clock.today() + timedelta(days=400)}, "day"),
        ({"day": clock.today() - timedelta(days=400)}, "day"),
    ],
)
def test_a_confirmation_without_office_or_day_is_refused(more: dict[str, object], code: str, play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    with pytest.raises(confirming.Refused) as refused:
        say_confirmed(address, **more)
    assert refused.value.code == code


def test_under_a_hold_nothing_is_ended_by_a_confirmation(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.instruct(address, "hold")
    with pytest.raises(confirming.Refused, match="state"):
        say_confirmed(address)


def test_a_silent_name_that_answers_again_is_routed_again_with_the_new_evidence(play: Play) -> None:
    address = silent_end(play)
    assert (address.outcome, watched(address)) == ("gone_name_silent", ["return_soon", "return_watch"])
    play.zone = "before.zone"
    play.later(hours=25)
    address = fresh(address)
    assert (address.state, address.outcome, address.report.state) == ("routed", "", "acknowledged")
    assert [row.place for row in Decision.objects.filter(address=address).order_by("decided_at")] == [
        "home", "not_resolving", "home",
    ]  # fmt: skip
    assert Dossier.objects.filter(address=address).count() == 2, "the police hear that it is back"


def test_the_name_is_looked_up_daily_then_weekly_and_after_ninety_days_no_more(play: Play) -> None:
    address = silent_end(play)
    play.asked.clear()
    looks = 0
    for day in range(1, 100):
        play.asked.clear()
        play.later(days=1)
        looks += bool(play.asked)
        if day == 20:
            assert watched(address) == ["return_later", "return_watch"]
    assert 7 + 11 <= looks <= 8 + 13
    assert (fresh(address).state, watched(address)) == ("closed", [])


def test_a_name_that_answers_all_along_from_the_same_place_is_no_return(play: Play) -> None:
    address = stated_end(play)
    play.later(days=3)
    assert fresh(address).state == "closed"
    assert Decision.objects.filter(address=address).count() == 1


def test_a_removed_address_whose_name_moves_abroad_is_back(play: Play) -> None:
    address = stated_end(play, name="verhuizer.test")
    play.zone = "after.zone"
    play.later(days=2)
    address = fresh(address)
    assert address.state in ("routed", "watching")
    assert Decision.objects.filter(address=address).latest("decided_at").place.startswith("abroad")


def test_a_hold_upon_an_ended_address_stops_the_looking_and_its_end_gives_the_time_back(play: Play) -> None:
    address = silent_end(play)
    assert play.say(address, instruction="hold") == "accepted"
    play.asked.clear()
    play.zone = "before.zone"
    play.later(days=30)
    assert (play.asked, fresh(address).state) == ([], "closed")
    assert play.say(address, instruction="never_notify", box=True) == "accepted"
    play.later(hours=25)
    assert fresh(address).state == "routed"


def test_an_ended_address_that_nobody_watches_cannot_be_held(play: Play) -> None:
    address = silent_end(play)
    play.later(days=91)
    assert play.say(address, instruction="hold") == "not_possible_now:closed"


def test_whoever_receives_an_address_sees_its_age(play: Play) -> None:
    play.file("https://album.test/a")
    clock.move(timedelta(days=3))
    play.rounds(1)
    play.judge()
    play.rounds(2)
    address = fresh(Address.objects.get())
    assert (age_of(address).reported, age_of(address).looked_up) == (3, 0)
    parcels, _ = play.fetch()
    (content,) = [one[3] for parcel in parcels for one in parcel["contents"] if one[0] == "dossier"]
    assert content["age"] == {"reported_days": 3, "looked_up_days": 0}
    clock.move(timedelta(days=2))
    assert (age_of(address).reported, age_of(address).looked_up) == (5, 2)


def test_a_report_that_came_back_is_closed_again_at_its_next_end(play: Play) -> None:
    address = silent_end(play)
    play.zone = "before.zone"
    play.later(hours=25)
    say_confirmed(fresh(address), source="police", said_by="Federal Police")
    assert Report.objects.get().state == "closed"
    assert watched(address) == ["return_soon", "return_watch"]
