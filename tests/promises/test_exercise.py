"""An exercise leaves the house to nobody: everything is made, shown as exercise, kept in the tray, and ends."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from kindline.kernel.outbox import channels
from kindline.kernel.outbox.channels import Outgoing, Proof
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline.models import Address, Report
from tests.services.hotline.conftest import Play, play_under

__all__ = ["play_under"]
pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
ADDRESSES = ("https://album.test/a", "https://omweg.test/a", "https://canal-one.test/a", "https://masker.test/a")


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """Whatever any channel was given to carry: the canary that would sing."""
    heard: list[Outgoing] = []

    class Listening:
        def __init__(self, inner: channels.Channel) -> None:
            self.inner = inner

        def carry(self, parcel: Outgoing) -> Proof:
            heard.append(parcel)
            return self.inner.carry(parcel)

    for name, channel in channels._channels.items():
        monkeypatch.setitem(channels._channels, name, Listening(channel))
    return heard


def work(play: Play) -> None:
    for address in ADDRESSES:
        play.file(address, danger="now")
    play.rounds(1)
    play.judge()
    play.rounds(2)
    play.confirm()
    for _ in range(8):
        play.later(hours=13)


def test_nothing_of_an_exercise_leaves_and_every_report_ends(
    play_under: Callable[[str], Play], carried: list[Outgoing], settings: Settings
) -> None:
    settings.DUTY_LADDER = ["mail:duty@hotline.example", "webhook:http://127.0.0.1:9/"]
    work(play_under("exercise"))
    assert {(parcel.kind, parcel.recipient) for parcel in carried} == {("handover", "authority:analysts")}
    kept = set(Parcel.objects.filter(state="kept").values_list("kind", flat=True))
    assert {"dossier", "notice", "ring"} <= kept
    assert set(Parcel.objects.exclude(kind="handover").values_list("state", flat=True)) == {"kept"}
    assert set(Address.objects.values_list("outcome", flat=True)) == {"exercise"}
    assert set(Report.objects.values_list("state", flat=True)) == {"closed"}


def test_the_same_work_in_earnest_does_leave(play_under: Callable[[str], Play], carried: list[Outgoing]) -> None:
    """The canary itself: were it deaf, the test before would prove nothing."""
    work(play_under("assess-inhope"))
    assert {"handover", "dossier", "notice"} <= {parcel.kind for parcel in carried}
    assert not Parcel.objects.filter(state="kept").exists()


def test_a_kept_parcel_is_fetched_by_nobody(play_under: Callable[[str], Play]) -> None:
    play = play_under("exercise")
    play.file(*ADDRESSES)
    play.rounds(1)
    play.judge()
    play.rounds(2)
    assert Parcel.objects.filter(kind="dossier", state="kept").exists()
    assert play.fetch(play.police)[0] == []
    assert play.fetch()[0] == []


def test_a_child_in_danger_rings_in_earnest_while_others_rehearse(
    play_under: Callable[[str], Play], carried: list[Outgoing], settings: Settings
) -> None:
    settings.DUTY_LADDER = ["mail:duty@hotline.example"]
    play = play_under("assess-inhope")
    play.file(ADDRESSES[0], danger="now")
    play.installation.activate(play.installation.law("exercise"))
    play.file(ADDRESSES[1], danger="now")
    play.rounds(2)
    assert ("ring", "duty:0") in {(parcel.kind, parcel.recipient) for parcel in carried}
    # And what was filed in earnest goes on in earnest.
    play.judge()
    play.rounds(3)
    states = dict(Parcel.objects.filter(kind="dossier").values_list("recipient", "state"))
    assert states["authority:federal-police"] != "kept"
