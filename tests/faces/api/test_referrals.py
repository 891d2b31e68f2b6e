"""A member hotline's system at the API: what was referred to its country, sealed to its keys, and its own word."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import override_settings

from kindline.client import Connection, Member
from kindline.kernel import clock
from kindline.kernel.partners import register
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline.models import Address, Dossier, DossierCopy, Task
from kindline.settings.faces import FACES
from tests.faces.api.conftest import AUDIENCE, Caller
from tests.faces.api.test_doors import problem
from tests.services.hotline.conftest import Play, play_under

__all__ = ["play_under"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["core", "intake"])
ABROAD = "https://omweg.test/a"
ACTS = ("fetch", "acknowledge", "outcome")
BODIES = {"acknowledge": {"reference": "2026/0417"}, "outcome": {"outcome": "removed"}}


class Through(Connection):
    """The client's connection, through the test's own door."""

    caller: Caller

    def get(self, path: str) -> Any:
        return self.caller.get(path).json()

    def post(self, path: str, content: object | None = None) -> Any:
        return self.caller.post(path, content).json()


class Abroad:
    """A member hotline in Germany, another in the Netherlands, and a report that leads to the first."""

    def __init__(self, play: Play) -> None:
        self.play, self.german, self.dutch = play, self._member("DE"), self._member("NL")
        connection = Through(AUDIENCE, self.german.id, self.german.key)
        object.__setattr__(connection, "caller", self.german)
        self.member = Member(connection, [self.german.opening])

    def _member(self, country: str) -> Caller:
        caller = Caller(f"member-{country.lower()}")
        keys = [caller.key.public(), caller.opening.public()]
        register.add(id=caller.id, kind="member", name="T", speaks_for=country, keys=keys, by="test")
        return caller

    def routed(self) -> Dossier:
        self.play.file(ABROAD, identity="ring 02 555 00 00")
        self.play.rounds(1)
        self.play.judge()
        self.play.rounds(2)
        return Dossier.objects.get()

    def act(self, caller: Caller, row: Dossier, act: str) -> HttpResponse:
        return caller.post(f"/v1/referrals/{row.pk}/{act}", BODIES.get(act))


@pytest.fixture(params=["assess-inhope"])
def abroad(request: pytest.FixtureRequest, play_under: Callable[[str], Play]) -> Any:
    face = FACES["api"]
    play = play_under(request.param)
    with override_settings(ROOT_URLCONF=face.urls, MIDDLEWARE=face.middleware, API_URL=AUDIENCE):
        yield Abroad(play)


def running(kind: str) -> int:
    return Deadline.objects.filter(kind=kind, met_at=None, expired_at=None).count()


def test_a_referral_is_fetched_opened_taken_over_and_answered(abroad: Abroad) -> None:
    row = abroad.routed()
    (waiting,) = abroad.member.referrals()
    assert (waiting.id, waiting.number, waiting.reference) == (str(row.pk), row.number, "")
    opened = abroad.member.fetch(waiting.id)
    assert opened.address == ABROAD and opened.content["country"] == "DE"
    for secret in ("555", "seen by chance", "analysts on duty"):
        assert secret not in json.dumps(dict(opened.content))
    assert Dossier.objects.get().transferred_at is None
    assert abroad.member.acknowledge(waiting.id, reference="2026/0417").reference == "2026/0417"
    assert (running("member_transfer"), running("member_answer")) == (0, 1)
    assert not Task.objects.filter(kind="transfer_member", done_at=None).exists()
    assert abroad.member.tell(waiting.id, "investigating").outcome == "investigating"
    assert abroad.member.referrals() == []
    assert abroad.member.tell(waiting.id, "removed").outcome == "removed"
    address = Address.objects.get()
    assert (address.state, address.outcome) == ("closed", "removed_member")


def test_the_same_word_again_changes_nothing_and_another_number_is_refused(abroad: Abroad) -> None:
    row = abroad.routed()
    early = abroad.act(abroad.german, row, "outcome")
    assert (problem(early), early.json()["reason"]) == ("not_taken", "not_awaited")
    assert [abroad.act(abroad.german, row, "acknowledge").status_code for _ in range(2)] == [200, 200]
    other = abroad.german.post(f"/v1/referrals/{row.pk}/acknowledge", {"reference": "other"})
    assert other.json()["reason"] == "not_awaited"
    assert [abroad.act(abroad.german, row, "outcome").status_code for _ in range(2)] == [200, 200]


def test_a_referral_to_another_country_does_not_exist(abroad: Abroad) -> None:
    row = abroad.routed()
    assert abroad.dutch.get("/v1/referrals").json() == {"referrals": []}
    for act in ACTS:
        theirs = abroad.act(abroad.dutch, row, act)
        nobodys = abroad.dutch.post(f"/v1/referrals/{uuid4()}/{act}", BODIES.get(act))
        assert problem(theirs) == "not_found" and theirs.content == nobodys.content
    assert Dossier.objects.get().transferred_at is None


def test_a_hold_takes_it_out_of_sight_and_out_of_reach(abroad: Abroad) -> None:
    row = abroad.routed()
    abroad.play.instruct(Address.objects.get(), "hold")
    assert abroad.german.get("/v1/referrals").json() == {"referrals": []}
    assert {problem(abroad.act(abroad.german, row, act)) for act in ACTS} == {"not_found"}


def test_only_the_member_of_that_country_can_open_it(abroad: Abroad) -> None:
    abroad.routed()
    assert {copy.key_id for copy in DossierCopy.objects.all()} == {abroad.german.opening.key_id}


@pytest.mark.parametrize("abroad", ["exercise"], indirect=True)
def test_an_exercise_refers_nothing(abroad: Abroad) -> None:
    abroad.routed()
    clock.move(timedelta(hours=1))
    assert not DossierCopy.objects.exists()
    assert abroad.german.get("/v1/referrals").json() == {"referrals": []}


def test_no_machine_takes_away_what_analysts_open_one_by_one(abroad: Abroad) -> None:
    caller = Caller("analysts")
    keys = [caller.key.public()]
    register.add(id="analysts", kind="authority", name="T", speaks_for="analysts", keys=keys, by="test")
    abroad.play.file(ABROAD)
    abroad.play.rounds(1)
    assert problem(caller.get("/v1/police/parcels")) == "not_allowed"
    assert problem(caller.post("/v1/police/parcels/fetch", {})) == "not_allowed"
