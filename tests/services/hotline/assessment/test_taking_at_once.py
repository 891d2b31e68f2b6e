"""Many hands at once: an address comes into one of them, and nobody holds two."""

import pytest

from kindline.kernel.people.models import User
from kindline.services.hotline.assessment import taking
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.assessment.taking import NotNow
from tests.assessing import Desk
from tests.services.hotline.conftest import Play
from tests.services.hotline.test_at_once import at_once

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def grab(user: User) -> None:
    try:
        taking.take_next(by=user)
    except NotNow as stop:
        assert stop.why == "nothing_waits"


def test_of_three_analysts_who_reach_for_one_address_one_has_it(play: Play, desk: Desk, ann: User, ben: User) -> None:
    eve = desk.analysts.person("eve")
    play.file("https://album.test/a")
    play.rounds(1)
    at_once(*(lambda user=user: grab(user) for user in (ann, ben, eve)))  # type: ignore[misc]
    assert Taking.objects.count() == 1


def test_two_windows_of_one_analyst_hold_one_address(play: Play, desk: Desk, ann: User) -> None:
    play.file("https://album.test/a", "https://album.test/b", "https://album.test/c")
    play.rounds(1)
    at_once(*(lambda: grab(ann) for _ in range(3)))
    assert Taking.objects.filter(analyst=ann).count() == 1
