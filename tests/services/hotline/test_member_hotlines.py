"""Abroad with a member hotline: the assessor is given everything to enter there, and brings a reference number back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kindline.kernel.directory import members
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import replay, task_decisions, transfers
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Decision, Dossier, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
ABROAD = "https://omweg.test/a"


@pytest.fixture
def play(play_under: Callable[[str], Play]) -> Play:
    return play_under("assess-inhope")


def running(kind: str) -> int:
    return Deadline.objects.filter(kind=kind, met_at=None, expired_at=None).count()


def routed(play: Play, identity: str = "") -> Dossier:
    play.file(ABROAD, identity=identity)
    play.rounds(1)
    play.judge()
    play.rounds(2)
    return Dossier.objects.get()


def opened(play: Play) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parcel of the one dossier and what it says."""
    (parcel,), _ = play.fetch()
    ((_, _, _, content),) = parcel["contents"]
    return parcel, content


def test_it_waits_for_a_person_with_everything_ready_and_no_word_of_the_reporter(play: Play) -> None:
    row = routed(play, identity="ring 02 555 00 00")
    assert (row.purpose, row.authority, row.country) == ("member", "analysts", "DE")
    task = Task.objects.get(kind="transfer_member")
    assert task.facts == {"dossier": str(row.pk), "number": row.number, "country": "DE"}
    _, content = opened(play)
    assert content["member"]["contact"] == "analysts on duty"
    (url,) = content["iccam"]["urls"]
    assert (url["urlString"], url["hostingCountryCode"], url["isSourceUrl"]) == (ABROAD, "DE", True)
    assert content["iccam"]["hotlineReceivedDate"].endswith("T00:00:00Z")
    for secret in ("555", "seen by chance", "ring 02"):
        assert secret not in json.dumps(content["iccam"])
    assert (running("member_transfer"), running("member_answer")) == (1, 0)


def test_the_reference_brought_back_starts_the_clock_of_their_answer(play: Play) -> None:
    row = routed(play)
    with pytest.raises(ValueError, match="reference"):
        transfers.bring_back(row.pk, reference="", channel="iccam", by="user:1")
    transfers.bring_back(row.pk, reference="IC-2026/17", channel="iccam", by="user:1")
    row.refresh_from_db()
    assert (row.reference, row.transfer_channel) == ("IC-2026/17", "iccam")
    assert (running("member_transfer"), running("member_answer")) == (0, 1)
    assert not Task.objects.filter(kind="transfer_member", done_at=None).exists()
    assert Address.objects.get().state == "watching"
    with pytest.raises(transfers.NotNow):
        transfers.bring_back(row.pk, reference="IC-2026/18", channel="iccam", by="user:1")


def test_a_signed_answer_brings_it_back_as_well(play: Play) -> None:
    row = routed(play)
    parcel, _ = opened(play)
    said = {"channel": "iccam", "country": "DE", "at": play.now().isoformat(), "reference": "IC-9"}
    entry = {"dossier": str(row.pk), "parcel": parcel["parcel"], "acknowledged": True, "transferred": said}
    without = entry | {"transferred": said | {"reference": ""}}
    assert [r.result for r in record_answers(play.assessor.answer(dossiers=[without]))] == ["unreadable"]
    assert [r.result for r in record_answers(play.assessor.answer(dossiers=[entry]))] == ["accepted"]
    assert Dossier.objects.get().reference == "IC-9"


def test_what_the_member_hotline_confirms_ends_it_and_what_it_leaves_undone_comes_to_a_person(play: Play) -> None:
    row = routed(play)
    with pytest.raises(transfers.NotNow):
        transfers.hear(row.pk, outcome="removed", by="user:1")
    transfers.bring_back(row.pk, reference="IC-1", channel="iccam", by="user:1")
    transfers.hear(row.pk, outcome="no_action", by="user:1")
    assert Task.objects.get(kind="escalate_person").facts["why"] == "member_no_action"
    transfers.hear(row.pk, outcome="removed", by="user:1")
    address = Address.objects.get()
    assert (address.state, address.outcome) == ("closed", "removed_member")
    assert not Task.objects.filter(done_at=None).exists()


def test_untransferred_in_time_a_person_decides_and_the_police_get_it_at_last(play: Play) -> None:
    routed(play)
    play.later(hours=25)
    assert Task.objects.get(kind="escalate_person").facts["why"] == "member_transfer"
    play.later(hours=25)
    assert Decision.objects.get(superseded_by=None).route == "abroad_other"
    assert Dossier.objects.get(purpose="transfer").authority == "federal-police"


def test_it_is_looked_up_again_while_their_answer_is_owed_and_not_ended(play: Play) -> None:
    row = routed(play)
    transfers.bring_back(row.pk, reference="IC-1", channel="iccam", by="user:1")
    Deadline.objects.filter(kind="watch").update(due_at=play.now())
    play.rounds(2)
    assert Address.objects.get().state == "watching"
    assert running("watch") == 1


def test_a_person_may_hand_it_to_the_police_instead(play: Play) -> None:
    row = routed(play)
    task = Task.objects.get(kind="transfer_member")
    task_decisions.decide(task, decision="police", reason="their system is down for days", by="user:1")
    play.rounds(2)
    assert Dossier.objects.filter(purpose="transfer").exists()
    with pytest.raises(transfers.NotNow):
        transfers.bring_back(row.pk, reference="IC-1", channel="iccam", by="user:1")


def test_a_hold_takes_it_from_the_person_and_gives_it_back_when_it_is_over(play: Play) -> None:
    row = routed(play)
    assert play.instruct(Address.objects.get(), "hold") == "accepted"
    assert not Task.objects.filter(kind="transfer_member", done_at=None).exists()
    assert play.fetch()[0] == []
    with pytest.raises(transfers.NotNow):
        transfers.bring_back(row.pk, reference="IC-1", channel="iccam", by="user:1")
    assert play.instruct(Address.objects.get(), "act_now") == "accepted"
    play.rounds(2)
    assert Task.objects.filter(kind="transfer_member", done_at=None).count() == 1
    assert len(play.fetch()[0]) == 1
    assert Dossier.objects.count() == 1


def test_a_country_that_leaves_the_network_changes_later_decisions_and_no_earlier_one(play: Play) -> None:
    routed(play)
    known = members.in_force().members["DE"]
    members.change(replace(known, source="their letter"), member_now=False, reason="left the network", by="user:1")
    assert "DE" not in members.in_force().countries
    checked, differences = replay.replay()
    assert (checked, differences) == (1, [])
    play.file("https://bücher.example/a")
    play.rounds(1)
    play.judge()
    play.rounds(2)
    assert set(Decision.objects.values_list("route", flat=True)) == {"abroad_member", "abroad_other"}
    assert replay.replay() == (2, [])


def test_a_member_confirmed_by_a_person_is_shown_as_such(play: Play) -> None:
    known = members.in_force().members["NL"]
    assert not known.confirmed
    members.change(replace(known, source="their site, 2026-11-26"), member_now=True, reason="checked", by="user:1")
    assert members.in_force().members["NL"].confirmed
    with pytest.raises(members.NotAMember):
        members.change(replace(known, country="nl"), member_now=True, reason="checked", by="user:1")
    with pytest.raises(members.NotAMember):
        members.change(known, member_now=True, reason=" ", by="user:1")
