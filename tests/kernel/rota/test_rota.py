"""Where the line is not covered, who may be planned when, and notes that are read by everybody and by nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.people.models import User
from kindline.kernel.rota import notes, planning
from kindline.kernel.rota.cover import Duty, Gap, gaps
from kindline.kernel.rota.models import Note, Shift
from kindline.kernel.rota.needs import BadNeeds, Needs, needs
from tests.installation import Installation

DAY = datetime(2026, 11, 27, tzinfo=UTC)
NEEDS = Needs(at_once=1, on_call=0, languages=("nl", "fr"), training=("missing",))
ALL = {"languages": frozenset({"nl", "fr"}), "training": frozenset({"missing"})}


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def duty(begins: float, ends: float, **skills: frozenset[str]) -> Duty:
    return Duty("line", at(begins), at(ends), **skills)


def test_a_night_that_nobody_has_is_one_gap_and_a_language_is_missed_only_where_somebody_sits() -> None:
    day, evening = duty(7, 15, **ALL), duty(15, 23, languages=frozenset({"nl"}), training=frozenset({"missing"}))
    assert gaps([day, evening], NEEDS, since=at(0), until=at(24)) == [
        Gap(at(0), at(7), ("line:1",)),
        Gap(at(15), at(23), ("language:fr",)),
        Gap(at(23), at(24), ("line:1",)),
    ]


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 12)), max_size=8))
def test_gaps_and_shifts_together_are_the_whole_stretch(drawn: list[tuple[int, int]]) -> None:
    duties = [duty(begins, begins + long, **ALL) for begins, long in drawn]
    found = gaps(duties, NEEDS, since=at(0), until=at(48))
    for hour in range(48):
        moment = at(hour + 0.5)
        covered = any(one.starts_at <= moment < one.ends_at for one in duties)
        assert covered != any(gap.starts_at <= moment < gap.ends_at for gap in found)
    assert all(one.ends_at < other.starts_at for one, other in zip(found, found[1:], strict=False))


@pytest.fixture
def nora(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="nora", role="counsellor")


@pytest.fixture
def omar(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="omar", role="operator", also="counsellor")


def tomorrow(hour: int) -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, hours=hour)


@pytest.mark.db
@pytest.mark.parametrize(
    ("begins", "ends", "why"), [(9, 8, "backwards"), (0, 13, "too_long"), (-72, -64, "past"), (10, 12, "twice")]
)
def test_what_cannot_be_is_refused_with_its_reason(nora: User, begins: int, ends: int, why: str) -> None:
    planning.plan(nora, kind="line", starts_at=tomorrow(11), ends_at=tomorrow(15), by=nora)
    with pytest.raises(planning.CannotBe) as refusal:
        planning.plan(nora, kind="line", starts_at=tomorrow(begins), ends_at=tomorrow(ends), by=nora)
    assert refusal.value.why == why and Shift.objects.count() == 1


@pytest.mark.db
def test_short_rest_is_shown_a_leaver_covers_nothing_and_taking_out_leaves_a_leaf(nora: User, omar: User) -> None:
    late = planning.plan(nora, kind="line", starts_at=tomorrow(14), ends_at=tomorrow(22), by=omar)
    early = planning.plan(nora, kind="line", starts_at=tomorrow(30), ends_at=tomorrow(38), by=omar)
    planning.note_skills(nora, languages=["nl", "fr", "xx"], training=["missing", "helpline"], by=omar)
    stretch = {"since": tomorrow(14), "until": tomorrow(22)}
    rows = list(planning.shifts(since=tomorrow(0), until=tomorrow(48)))
    assert planning.short_rest(rows) == {early.pk}
    assert [gap.missing for gap in planning.uncovered(rows, **stretch)] == [("on_call:1",)]
    nora.is_active = False
    nora.save()
    rows = list(planning.shifts(since=tomorrow(0), until=tomorrow(48)))
    assert [gap.missing for gap in planning.uncovered(rows, **stretch)] == [("line:1", "on_call:1")]
    before = Leaf.objects.count()
    planning.cancel(late.pk, by=omar)
    planning.cancel(late.pk, by=omar)
    assert Leaf.objects.count() == before + 1 and Shift.objects.count() == 1


@pytest.mark.db
def test_a_note_is_asked_for_until_it_is_read_and_its_words_lie_sealed(nora: User, omar: User) -> None:
    note = notes.write("C-12 calls again at six; ask for the interpreter.", by=nora)
    assert list(notes.unread(nora)) == [] and list(notes.unread(omar)) == [note]
    assert b"interpreter" not in bytes(Note.objects.get().sealed)
    before = Leaf.objects.count()
    assert notes.read([note], by=omar) == ["C-12 calls again at six; ask for the interpreter."]
    assert Leaf.objects.count() == before + 1
    notes.say_read(note, by=omar)
    notes.say_read(note, by=omar)
    assert list(notes.unread(omar)) == [] and note.receipts.count() == 1
    for text, refusal in ((" \n", notes.Empty), ("x" * 5_001, notes.TooLong)):
        with pytest.raises(refusal):
            notes.write(text, by=nora)


@pytest.mark.db
def test_a_month_later_a_note_is_gone_with_its_key(nora: User) -> None:
    note = notes.write("Nothing of this stays.", by=nora)
    assert notes.carry_out() == 0
    Note.objects.update(written_at=clock.now() - timedelta(days=32))
    assert notes.carry_out() == 1 and not Note.objects.exists() and not erasable.known([note.pk])


@pytest.mark.db
def test_an_organisation_sets_its_own_needs_and_a_wrong_one_is_named(installation: Installation) -> None:
    own = Path(installation.data) / "rota.toml"
    own.write_text('at_once = 2\nlanguages = ["nl", "fr", "de"]\n')
    assert needs() == Needs(2, 1, ("nl", "fr", "de"), ("missing", "helpline"))
    own.write_text('languages = ["klingon"]\n')
    with pytest.raises(BadNeeds, match=r"rota\.toml: languages"):
        needs()
