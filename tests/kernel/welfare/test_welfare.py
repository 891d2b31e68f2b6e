"""Exposure begins and ends with the work; talks are due, said by two, and come again. No row knows of what."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.kernel.procedure.deadlines import expire_due
from kindline.kernel.procedure.models import Deadline
from kindline.kernel.welfare import exposure, load, talks
from kindline.kernel.welfare.allowance import Limits
from kindline.kernel.welfare.models import Exposure, Talk

pytestmark = pytest.mark.db
LIMITS, ZONE = Limits(), ZoneInfo("Europe/Brussels")


@pytest.fixture
def ann(tmp_path: Path, settings: Settings) -> User:
    settings.DATA_DIR = tmp_path
    # Noon, so that no test falls over the midnight of the zone.
    noon = clock.now().replace(hour=12, minute=0) + timedelta(days=1)
    clock.move(noon - clock.now())
    return User.objects.create_user(username="ann", role="analyst")


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_user(username="chief", role="supervisor")


def sit(person: User, minutes: float) -> None:
    exposure.begin(person, limits=LIMITS, zone=ZONE)
    clock.move(timedelta(minutes=minutes))
    exposure.end(person, limits=LIMITS)


def left(person: User) -> int:
    return exposure.allowance_of(person, limits=LIMITS, zone=ZONE).minutes_left


def test_what_was_answered_counts_and_a_screen_left_open_counts_twenty_minutes(ann: User) -> None:
    sit(ann, 5)
    assert left(ann) == 115
    sit(ann, 60)
    assert left(ann) == 95


def test_what_runs_counts_while_it_runs_and_begins_once(ann: User) -> None:
    first = exposure.begin(ann, limits=LIMITS, zone=ZONE)
    clock.move(timedelta(minutes=6))
    assert exposure.begin(ann, limits=LIMITS, zone=ZONE) == first and left(ann) == 114


def test_who_has_had_enough_is_told_until_when(ann: User) -> None:
    for _ in range(3):
        sit(ann, 15)
    with pytest.raises(exposure.Enough) as enough:
        exposure.begin(ann, limits=LIMITS, zone=ZONE)
    assert enough.value.why == "pause" and enough.value.until
    clock.move(enough.value.until - clock.now())
    sit(ann, 1)


def test_a_talk_is_done_when_both_say_so_and_comes_again(ann: User, chief: User) -> None:
    talks.expect(ann, by="terminal:test")
    talks.expect(ann, by="terminal:test")
    group = talks.due(ann).get(kind="group")
    assert talks.due(ann).count() == 2 and group.due_on == clock.today() + timedelta(days=31)
    assert talks.say_done(group, by=ann).done_on is None
    assert talks.say_done(group, by=chief).done_on == clock.today()
    following = talks.due(ann).get(kind="group")
    assert following.pk != group.pk and following.due_on == clock.today() + timedelta(days=31)


def test_nobody_else_says_that_a_talk_took_place(ann: User) -> None:
    other = User.objects.create_user(username="ben", role="analyst")
    with pytest.raises(talks.NotTheirs):
        talks.say_done(talks.ask_debrief(ann), by=other)


def test_a_debrief_is_asked_without_a_reason_and_does_not_come_again(ann: User, chief: User) -> None:
    debrief = talks.ask_debrief(ann)
    assert talks.ask_debrief(ann) == debrief and debrief.due_on == clock.today() + timedelta(days=2)
    talks.say_done(debrief, by=ann)
    talks.say_done(debrief, by=chief)
    assert not talks.due(ann).exists()


def test_a_late_talk_stays_late_until_it_is_done(ann: User, chief: User) -> None:
    talks.expect(ann, by="terminal:test")
    clock.move(timedelta(days=32))
    expire_due(talks.FOLLOWS)
    (row,) = load.loads([ann], limits=LIMITS, zone=ZONE)
    assert [talk.kind for talk in row.late] == ["group"]
    assert Deadline.objects.filter(noun=row.late[0].pk, expired_at=None, met_at=None).exists()


def test_the_load_is_minutes_and_sittings_of_the_week(ann: User) -> None:
    for wait in (3, 3, 60, 24 * 60):
        sit(ann, 10)
        clock.move(timedelta(minutes=wait))
    (row,) = load.loads([ann], limits=LIMITS, zone=ZONE)
    assert (row.week_minutes, row.week_sittings) == (40, 2)


def test_no_column_of_this_room_leads_to_what_was_looked_at() -> None:
    named = {
        field.related_model for model in (Exposure, Talk) for field in model._meta.get_fields() if field.is_relation
    }
    assert named == {User}
    assert {field.name for field in Exposure._meta.get_fields()} == {"id", "person", "began_at", "ended_at", "seconds"}
