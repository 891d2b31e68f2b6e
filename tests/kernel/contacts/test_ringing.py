"""An exchange's events: twice, late, out of order or never; the caller's number is sealed by who cannot read it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from kindline.kernel import clock, vault
from kindline.kernel.contacts import ending, finding, reading, retention, ringing, taking
from kindline.kernel.contacts.mapping import BadMapping, Heard, NotAsMapped, read_mapping
from kindline.kernel.contacts.models import Contact
from kindline.kernel.installing import make_contact_keys, make_exchange_key
from kindline.kernel.people.models import User
from tests.installation import Installation

pytestmark = pytest.mark.db
NUMBER = "+32470000012"
FIELDS = '[fields]\nevent = "e"\ncall = "c.id"\ncaller = "c.from[0]"\nagent = "a"\n'
MAP = FIELDS + '[events]\nR = "ringing"\n[agents]\n7 = "nora"\n'


@pytest.fixture(autouse=True)
def exchange(installation: Installation) -> None:
    make_exchange_key(installation.keys, name="main")


def hear(event: str, call: str = "1", agent: str = "") -> str:
    return ringing.hear(Heard("main", event, call, NUMBER, agent))


def one() -> Contact:
    return Contact.objects.get()


def test_who_hears_it_seals_the_number_without_a_key_that_opens_it(installation: Installation) -> None:
    away = installation.keys / "desk"
    shutil.move(away, installation.keys / "elsewhere")
    vault._line.cache_clear()
    assert hear("ringing") == "noted"
    with pytest.raises(vault.KeyMissing):
        vault.open_contact(bytes(one().sealed), contact=one().pk)
    shutil.move(installation.keys / "elsewhere", away)
    assert NUMBER.encode() in vault.open_contact(bytes(one().sealed), contact=one().pk)


def test_a_call_that_nobody_answers_is_missed_and_can_be_called_back(nora: User) -> None:
    assert [hear(event) for event in ("ringing", "ringing", "ended", "ended")] == [
        "noted", "repeated", "noted", "repeated",
    ]  # fmt: skip
    assert (one().state, one().line) == ("missed", "over")
    assert taking.take(one(), by=nora).state == "open"
    assert reading.read(one(), by=nora).phone == NUMBER


def test_answered_at_a_known_telephone_the_card_opens_in_that_persons_hands(nora: User) -> None:
    hear("ringing")
    hear("answered", agent="nora")
    assert (one().state, one().counsellor) == ("open", nora)
    hear("ended")
    assert (one().state, one().line) == ("open", "over")
    over = one().ended_at
    clock.move(timedelta(minutes=10))
    assert ending.end(one(), outcome="advised", by=nora).ended_at == over


@pytest.mark.parametrize("agent", ["", "nobody", "operator"])
def test_answered_anywhere_else_it_waits_until_somebody_takes_it(nora: User, agent: str) -> None:
    User.objects.create_user(username="operator", role="operator")
    hear("answered", agent=agent)
    hear("ringing")
    hear("ended")
    assert (one().state, one().line, one().counsellor) == ("waiting", "over", None)
    taking.take(one(), by=nora)
    ringing.recognise(one())
    assert finding.find(NUMBER, by=nora).contacts == (one(),)


def test_the_end_of_a_call_nobody_heard_of_is_nothing() -> None:
    assert hear("ended") == "unknown" and not Contact.objects.exists()


def test_a_call_whose_end_never_comes_rings_no_longer_than_an_hour(nora: User) -> None:
    hear("ringing")
    clock.move(timedelta(minutes=61))
    retention.carry_out()
    assert one().state == "missed"


def test_a_mapping_turns_an_exchanges_words_into_ours() -> None:
    made = read_mapping("main", MAP)
    heard = made.heard({"e": "R", "c": {"id": 5, "from": [NUMBER]}, "a": "7"})
    assert heard == Heard("main", "ringing", "5", NUMBER, "nora") and NUMBER not in repr(heard)
    assert made.heard({"e": "recording.ready"}) is None is made.heard([])
    for wrong in ({"e": "R"}, {"e": "R", "c": {"id": True}}, {"e": "R", "c": {"id": "x" * 201}}):
        with pytest.raises(NotAsMapped):
            made.heard(wrong)


@pytest.mark.parametrize(
    "text",
    ["", "x", '[fields]\nevent = "e"', MAP.replace("ringing", "gone"), MAP.replace("c.id", "c..id"),
     MAP.replace('"e"', "1"), MAP + "[more]\n", MAP.replace("caller", "number")],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_refused(text: str) -> None:
    with pytest.raises(BadMapping):
        read_mapping("main", text)


def test_an_earlier_installation_is_given_the_keys_once(tmp_path: Path) -> None:
    keys = tmp_path / "earlier"
    assert make_contact_keys(keys) and not make_contact_keys(keys)
    assert sorted(path.name for path in keys.rglob("*.*")) == ["contact-tags.key", "contacts.key", "contacts.pub"]
    make_exchange_key(keys, name="main")
    with pytest.raises(FileExistsError):
        make_exchange_key(keys, name="main")
