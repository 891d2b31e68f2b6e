"""The provider's door: code and factor, the same answer for every wrong thing, and no way into another's notice."""

from typing import Any

import pyotp
import pytest

from kindline.kernel import clock
from kindline.services.hotline import check_codes, pickup
from kindline.services.hotline.models import Address, Notice
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


class Desk:
    """A provider's abuse desk with what it was given."""

    def __init__(self, play: Play, notice: Notice, secret: str) -> None:
        self.number, self.secret, self.code = notice.number, secret, play.codes()[notice.number]

    def key(self, **changed: str) -> dict[str, str]:
        return {"code": self.code, "factor": pyotp.TOTP(self.secret).at(clock.now())} | changed


@pytest.fixture
def desk(play: Play) -> Desk:
    play.routed("https://album.test/a", "https://album.test/b")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    return Desk(play, Notice.objects.get(), secret)


def refused(desk: Desk, number: str = "", **changed: str) -> None:
    for verb, more in ((pickup.open_notice, {}), (pickup.acknowledge, {}), (pickup.act, {"actions": {1: "removed"}})):
        with pytest.raises(pickup.Refused):
            verb(number or desk.number, **desk.key(**changed), **more)  # type: ignore[operator]


def test_number_code_and_factor_must_all_be_right(desk: Desk) -> None:
    refused(desk, number="N-00000000")
    refused(desk, code="0" * 24)
    refused(desk, code="")
    refused(desk, code="x" * 4000)
    refused(desk, factor="")
    notice = Notice.objects.get()
    assert (notice.state, notice.picked_up_at) == ("announced", None)
    assert len(pickup.open_notice(f" {desk.number.lower()} ", **desk.key()).lines) == 2


def test_five_wrong_factors_close_the_door_for_a_while(desk: Desk, play: Play) -> None:
    wrong = f"{(int(desk.key()['factor']) + 1) % 10**6:06}"
    for _ in range(pickup.TRIES):
        with pytest.raises(pickup.Refused):
            pickup.open_notice(desk.number, **desk.key(factor=wrong))
    refused(desk)
    play.later(minutes=16)
    pickup.open_notice(desk.number, **desk.key())


def test_who_knows_only_the_number_cannot_lock_the_provider_out(desk: Desk) -> None:
    for _ in range(20):
        with pytest.raises(pickup.Refused):
            pickup.open_notice(desk.number, **desk.key(code="0" * 24))
    pickup.open_notice(desk.number, **desk.key())


def test_an_old_factor_opens_nothing(desk: Desk, play: Play) -> None:
    old = desk.key()
    play.later(minutes=3)
    refused(desk, factor=old["factor"])


def test_the_provider_of_one_notice_cannot_touch_another(desk: Desk, play: Play) -> None:
    play.routed("https://abricot.test/x")
    other = Notice.objects.exclude(number=desk.number).get()
    assert other.provider.slug != "klaproos"
    secret = play.confirm(other.provider.slug)
    play.later(minutes=20)
    neighbour = Desk(play, other, secret)
    refused(desk, number=neighbour.number)
    refused(desk, number=neighbour.number, code=neighbour.code)
    refused(neighbour, number=desk.number, code=desk.code)
    assert Notice.objects.get(number=neighbour.number).state == "announced"


@pytest.mark.parametrize("actions", [{3: "removed"}, {1: "exploded"}, {1: "removed", 9: "removed"}, {1: ""}])
def test_an_unknown_line_or_action_keeps_nothing(desk: Desk, actions: dict[int, str]) -> None:
    with pytest.raises(ValueError, match="unknown line or action"):
        pickup.act(desk.number, **desk.key(), actions=actions)
    assert set(Notice.objects.get().items.values_list("action", flat=True)) == {""}


def test_actions_are_taken_line_by_line_and_may_be_corrected(desk: Desk) -> None:
    pickup.act(desk.number, **desk.key(), actions={1: "removed"})
    assert Notice.objects.get().state == "acknowledged"
    pickup.act(desk.number, **desk.key(), actions={1: "removed", 2: "secured"})
    assert Notice.objects.get().state == "acted"
    states = dict(Notice.objects.get().items.values_list("line", "address__state"))
    assert states == {1: "watching", 2: "routed"}
    pickup.act(desk.number, **desk.key(), actions={2: "removed"})
    assert set(Address.objects.values_list("state", flat=True)) == {"watching"}


def test_a_notice_is_closed_when_all_its_addresses_have_ended(desk: Desk, play: Play) -> None:
    pickup.act(desk.number, **desk.key(), actions={1: "removed", 2: "not_found"})
    play.later(hours=73)
    assert Notice.objects.get().state == "closed"
    opened: Any = pickup.open_notice(desk.number, **desk.key())
    assert [line.action for line in opened.lines] == ["removed", "not_found"]


def test_genuine_is_yes_or_no(desk: Desk) -> None:
    notice = Notice.objects.get()
    assert check_codes.is_genuine(notice.number.lower(), f" {notice.check_code[:4]}-{notice.check_code[4:].lower()}")
    assert not check_codes.is_genuine(notice.number, "")
    assert not check_codes.is_genuine("N-00000000", notice.check_code)
    assert not check_codes.is_genuine(notice.number, "\u00e9" * 8)


def test_a_line_only_secured_is_still_waited_for(desk: Desk, play: Play) -> None:
    pickup.act(desk.number, **desk.key(), actions={1: "secured", 2: "secured"})
    play.later(hours=100)
    from kindline.kernel.procedure.models import Deadline
    from kindline.services.hotline.models import Task

    for address in Address.objects.all():
        waits = Deadline.objects.filter(noun=address.pk, met_at=None, expired_at=None).exists()
        asked = Task.objects.filter(subject=address.pk, done_at=None).exists()
        assert waits or asked or address.state != "routed"


def test_what_shows_a_notice_hides_it_from_logs(desk: Desk) -> None:
    opened = pickup.open_notice(desk.number, **desk.key())
    assert "album" not in repr(opened) + repr(opened.lines)
