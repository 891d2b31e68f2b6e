"""Stored decisions follow from their claims; one changed byte shows, and another pack's effect is listed first."""

import argparse
import hashlib
from pathlib import Path

import pytest

from kindline.faces.locate import replay as command
from kindline.kernel import vault
from kindline.kernel.audit.models import Leaf
from kindline.kernel.people.models import User
from kindline.provenance.claims import from_bytes, to_bytes
from kindline.provenance.pack import Pack
from kindline.services.hotline import reviewing, world
from kindline.services.hotline.models import Address, Decision
from kindline.services.hotline.replay import replay, under_pack
from tests.provenance.packs import laid_down, meadow
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
HOSTS = ("album.test", "balkon.example", "zweifel.test", "enkel.test", "omweg.test")


@pytest.fixture
def decisions(play: Play) -> list[Decision]:
    play.file(
        *(f"https://{host}/a" for host in HOSTS), "http://198.51.100.7/b", "http://abcdefghij.onion/", "snapchat naam"
    )
    play.rounds()
    play.judge()
    play.rounds()
    return list(Decision.objects.all())


def test_every_decision_follows_from_its_claims(decisions: list[Decision]) -> None:
    assert len(decisions) >= 6
    assert replay() == (len(decisions), [])


def test_opening_claims_leaves_a_leaf_in_the_log(decisions: list[Decision]) -> None:
    before = Leaf.objects.count()
    replay()
    assert Leaf.objects.count() == before + 1


def test_one_changed_byte_of_sealed_claims_is_a_difference(decisions: list[Decision]) -> None:
    decision = decisions[0]
    octets = bytearray(decision.claims_sealed)
    octets[len(octets) // 2] ^= 1
    Decision.objects.filter(pk=decision.pk).update(claims_sealed=bytes(octets))
    count, (difference,) = replay()
    assert (count, difference.decision, difference.column) == (len(decisions), decision.pk, "claims")


def test_claims_that_were_opened_changed_and_sealed_again_are_a_difference(decisions: list[Decision]) -> None:
    """Whoever has the key can seal anything: the hash tells, and where it was changed too, the decision does."""
    decision = next(one for one in decisions if one.place == "home")
    plain = vault.unwrap_released(
        bytes(decision.claims_sealed), bytes(decision.claims_key), address=decision.address_id
    )
    told = to_bytes(tuple(one.with_value("NL") if one.predicate == "geo_cc" else one for one in from_bytes(plain)))
    sealed, wrapped = vault.wrap_released(told, address=decision.address_id)
    row = Decision.objects.filter(pk=decision.pk)
    row.update(claims_sealed=sealed, claims_key=wrapped)
    assert [one.column for one in replay()[1]] == ["claims"]
    row.update(claims_sha256=hashlib.sha256(told).hexdigest())
    assert {"place", "country", "reasons", "confidence"} <= {one.column for one in replay()[1]}


@pytest.mark.parametrize(
    ("column", "value"),
    [("place", "several"), ("country", "XX"), ("route", "nowhere"), ("confidence", "likely"), ("reasons", ["made_up"]),
     ("steps", []), ("ruleset", "country/9"), ("pack", "another")],
)  # fmt: skip
def test_any_changed_word_of_a_decision_is_a_difference(decisions: list[Decision], column: str, value: object) -> None:
    decision = next(one for one in decisions if one.place == "home")
    Decision.objects.filter(pk=decision.pk).update(**{column: value})
    assert column in {one.column for one in replay()[1]}


def test_another_pack_lists_the_decisions_it_would_change_and_changes_none(
    decisions: list[Decision], tmp_path: Path, play: Play
) -> None:
    assert under_pack(world.pack()) == []
    asked = len(play.asked)
    changes = under_pack(Pack.load(laid_down(meadow(), tmp_path / "meadow")))
    assert {change.before for change in changes} >= {"abroad_member/DE"} and len(play.asked) == asked
    assert list(Decision.objects.all()) == decisions and replay() == (len(decisions), [])


def test_a_person_approves_what_a_new_pack_changes_and_each_decision_is_superseded(
    decisions: list[Decision], tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = len(play.asked)
    new = Pack.load(laid_down(meadow(), tmp_path / "meadow"))
    monkeypatch.setattr(world, "pack", lambda: new)
    listed = reviewing.waiting()
    with pytest.raises(reviewing.NotASupervisor):
        reviewing.approve(by="ann")
    User.objects.create(username="bo", role="supervisor")
    done = reviewing.approve(by="bo")
    assert done.approved > 0 and done.approved + done.left == len(listed)
    assert len(play.asked) == asked
    assert all(Decision.objects.filter(pk=one.pk, place=one.place, pack=one.pack).exists() for one in decisions)
    superseding = Decision.objects.exclude(pk__in=[one.pk for one in decisions])
    assert {one.pack for one in superseding} == {new.id}
    assert {one.supersedes_id for one in superseding} <= {change.decision for change in listed}
    assert b'"user:bo"' in b"".join(bytes(leaf.payload) for leaf in Leaf.objects.all())
    assert replay() == (len(decisions) + done.approved, [])
    assert reviewing.approve(by="bo").approved == 0


def test_what_is_held_stays_as_it_was_decided(
    decisions: list[Decision], tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Pack.load(laid_down(meadow(), tmp_path / "meadow"))
    monkeypatch.setattr(world, "pack", lambda: new)
    User.objects.create(username="bo", role="supervisor")
    for change in reviewing.waiting():
        play.instruct(Address.objects.get(pk=change.address), "hold")
    assert reviewing.approve(by="bo").approved == 0
    assert list(Decision.objects.all()) == decisions


def test_a_decision_that_needs_a_person_goes_to_a_person(decisions: list[Decision]) -> None:
    """One witness decides nothing: the place is home, and the law's row is that of sources that disagree."""
    doubtful = [one for one in decisions if one.confidence == "person"]
    assert doubtful and {one.place for one in doubtful} <= {"disagreement", "several", "unknown_network"}


def test_the_terminal_prints_one_line_and_exits_1_with_a_difference(
    decisions: list[Decision], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(argparse.Namespace()) == 0
    assert capsys.readouterr().out == f"replay: decisions={len(decisions)} differences=0\n"
    Decision.objects.filter(pk=decisions[0].pk).update(claims_sha256="0" * 64)
    assert command.run(argparse.Namespace()) == 1
    assert f"decision {decisions[0].pk} differs in claims" in capsys.readouterr().out
