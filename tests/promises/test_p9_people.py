"""P9: the people are protected too. Broken on purpose by `./kindline prove P9` and `./kindline prove welfare`."""

import re
from datetime import timedelta

import pytest

from kindline.faces.cli import ROOT
from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.kernel.welfare.models import Exposure
from kindline.services.hotline.assessment import answering, taking
from kindline.services.hotline.assessment.taking import NotNow
from kindline.services.hotline.models import Address
from tests.assessing import Analysts, Desk
from tests.installation import Installation
from tests.services.hotline.conftest import Play, play

__all__ = ["play"]
TAKING = re.compile(r"import .*\bTaking\b|\btakings\b|assessment_taking")
pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


@pytest.fixture
def desk(installation: Installation, play: Play) -> Desk:
    analysts = Analysts()
    analysts.work_in(installation)
    return Desk(installation, analysts)


@pytest.fixture
def ann(desk: Desk, db: None) -> User:
    # Noon in the mandate's zone or near it: no day ends in the middle of a test.
    clock.move(clock.now().replace(hour=11, minute=0) + timedelta(days=1) - clock.now())
    return desk.analysts.person("ann")


def filed(play: Play, number: int) -> None:
    for one in range(number):
        play.file(f"https://album.test/{one}")
    play.rounds(1)


def work(desk: Desk, user: User, minutes: float) -> None:
    """One address, looked at for so long and then answered."""
    content = desk.open(user)
    clock.move(timedelta(minutes=minutes))
    answering.answer(desk.document(user.username, content, classification="not_illegal"), by=user)


def refusal(user: User) -> NotNow:
    with pytest.raises(NotNow) as refused:
        taking.take_next(by=user)
    return refused.value


def test_the_queue_stops_offering_when_the_days_budget_is_spent(play: Play, desk: Desk, ann: User) -> None:
    filed(play, 9)
    for _ in range(6):
        work(desk, ann, 20)
        clock.move(timedelta(minutes=16))
    stopped = refusal(ann)
    assert stopped.why == "budget" and stopped.until and stopped.until > clock.now()
    assert Address.objects.filter(state="closed").count() == 6


def test_after_a_sitting_there_is_a_pause(play: Play, desk: Desk, ann: User) -> None:
    filed(play, 5)
    for _ in range(3):
        work(desk, ann, 20)
    assert refusal(ann).why == "pause"
    clock.move(timedelta(minutes=14))
    assert refusal(ann).why == "pause"
    clock.move(timedelta(minutes=1))
    assert taking.take_next(by=ann)


def test_what_was_taken_before_the_pause_is_not_opened_in_it(play: Play, desk: Desk, ann: User) -> None:
    filed(play, 5)
    for _ in range(2):
        work(desk, ann, 20)
    taking.take_next(by=ann)
    # A second window of the same person spent the rest of the sitting.
    Exposure.objects.create(person=ann, began_at=clock.now(), ended_at=clock.now(), seconds=1200)
    with pytest.raises(NotNow) as refused:
        desk.open(ann)
    assert refused.value.why == "pause"


def test_nothing_is_handed_out_without_a_reason_and_none_without_a_licence(play: Play, desk: Desk, ann: User) -> None:
    filed(play, 1)
    held = taking.take_next(by=ann)
    with pytest.raises(NotNow):
        taking.hand_out(held, reason="", by=ann)
    ann.licence.valid_until = clock.today() - timedelta(days=1)
    ann.licence.save()
    with pytest.raises(NotNow) as refused:
        taking.hand_out(held, reason="assess", by=ann)
    assert refused.value.why == "licence_expired"


def test_no_figure_and_no_other_room_asks_who_had_an_address_in_hand() -> None:
    source = ROOT / "src" / "kindline"
    assessing = "services/hotline/assessment/"
    lawful = {"services/hotline/forgetting.py", "faces/desk/views/assessment.py"}
    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if TAKING.search(path.read_text()) and "migrations" not in path.parts
    }
    assert {path for path in found if not path.startswith(assessing)} == lawful
