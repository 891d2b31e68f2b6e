"""A contact is open at once, kept as typed, found again by what the caller is known by, read with a leaf first."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.contacts import about, ending, finding, keeping, normal, reading, taking
from kindline.kernel.contacts.about import File
from kindline.kernel.contacts.keeping import Facts, KeptMeanwhile, NoSuchCode, NotInHand
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.taking import NotThen
from kindline.kernel.contacts.words import LONGEST, TooLong, Words
from kindline.kernel.people.models import User
from kindline.kernel.welfare.models import Talk
from kindline.sealing.erasable import is_locked

pytestmark = pytest.mark.db
SAID = Words(name="Zoë van den Berg", phone="0470 00 00 12", notes="She left at ten.\nShe has no coat.")


def kept(by: User, words: Words = SAID, **facts: object) -> Contact:
    contact = taking.begin("call", by=by)
    return keeping.keep(contact, words=words, facts=Facts(**facts), revision=0, by=by)  # type: ignore[arg-type]


def leaves(action: str) -> list[dict[str, object]]:
    said = [json.loads(bytes(leaf.payload)) for leaf in Leaf.objects.all()]
    return [payload for payload in said if payload["action"] == action]


def test_one_verb_opens_a_contact_of_which_nothing_is_known(nora: User) -> None:
    contact = taking.begin("chat", by=nora)
    assert (contact.state, contact.counsellor, contact.caller, contact.sealed) == ("open", nora, "unknown", b"")
    with pytest.raises(taking.NoSuchChannel):
        taking.begin("pigeon", by=nora)


def test_words_are_read_as_they_were_typed_in_any_script_and_lie_under_a_key_of_their_own(nora: User) -> None:
    words = replace(SAID, notes="  \nمرحبا — Ἑλλάς 🙂\t" * 40)
    contact = kept(nora, words, caller="child", language="ar", interpreter="ar", access="text_relay")
    assert is_locked(bytes(contact.sealed))
    assert reading.read(Contact.objects.get(), by=nora) == words
    assert "She left" not in repr(SAID) and "Zoë" not in repr(SAID)


def test_of_two_windows_none_overwrites_what_the_other_kept(nora: User) -> None:
    contact = kept(nora)
    newer = keeping.keep(contact, words=replace(SAID, notes="a"), facts=Facts(), revision=1, by=nora)
    with pytest.raises(KeptMeanwhile) as meanwhile:
        keeping.keep(contact, words=replace(SAID, notes="b"), facts=Facts(), revision=1, by=nora)
    assert meanwhile.value.contact.revision == newer.revision == 2
    # The answer was lost on the way: the same again is no quarrel.
    assert keeping.keep(contact, words=replace(SAID, notes="a"), facts=Facts(), revision=1, by=nora).revision == 2


def test_what_does_not_fit_is_refused_and_what_was_kept_stays(nora: User) -> None:
    contact = kept(nora)
    for notes in ("x" * (LONGEST["notes"] + 1), "🙂" * LONGEST["notes"]):
        with pytest.raises(TooLong):
            keeping.keep(contact, words=Words(notes=notes), facts=Facts(), revision=1, by=nora)
    with pytest.raises(NoSuchCode):
        keeping.keep(contact, words=SAID, facts=Facts(caller="martian"), revision=1, by=nora)
    assert reading.read(Contact.objects.get(), by=nora) == SAID


def test_only_who_has_it_in_hand_writes_and_a_colleague_takes_it_over(nora: User, omar: User) -> None:
    contact = kept(nora)
    with pytest.raises(NotInHand):
        keeping.keep(contact, words=Words(), facts=Facts(), revision=1, by=omar)
    taking.take(contact, by=omar)
    with pytest.raises(NotInHand):
        ending.end(contact, outcome="advised", by=nora)
    ended = ending.end(contact, outcome="advised", by=omar)
    assert (ended.state, ended.kind, ended.outcome) == ("ended", "counselling", "advised")
    assert taking.take(ended, by=nora).state == "open"


def test_the_leaf_is_there_before_a_word_is_and_others_words_take_a_reason(nora: User, omar: User) -> None:
    contact = kept(nora)
    reading.read(contact, by=nora)
    with pytest.raises(reading.NoReason):
        reading.read(contact, by=omar)
    reading.read(contact, by=omar, reason="follow_up")
    found = [(leaf["by"], leaf["facts"]) for leaf in leaves("contact.read")]
    assert sorted(found, key=str) == sorted(
        [(f"user:{nora.pk}", {"reason": "at_work"}), (f"user:{omar.pk}", {"reason": "follow_up"})], key=str
    )


@pytest.mark.parametrize(
    "asked",
    ["+32 470 00.00.12", "0032470000012", "0470/00 00 12", "+32(0)470000012", "berg zoe", "VAN DEN BERG", "C-1", "1"],
)
def test_an_earlier_contact_is_found_by_number_telephone_and_name(nora: User, asked: str) -> None:
    contact = kept(nora)
    assert finding.find(asked, by=nora).contacts == (contact,)


@pytest.mark.parametrize("asked", ["0470 00 00 13", "ber", "zoe peeters", "", "2", "%", "\x00", "x" * 300])
def test_nothing_is_found_by_less_than_a_whole_word_or_number(nora: User, asked: str) -> None:
    kept(nora)
    assert not finding.find(asked, by=nora)


def test_that_somebody_looked_is_in_the_log_and_for_whom_is_not(nora: User) -> None:
    kept(nora)
    finding.find("Zoe Berg", by=nora)
    (leaf,) = leaves("contact.looked_for")
    assert leaf["facts"] == {"by": "name", "hits": 1} and "zoe" not in json.dumps(leaf).casefold()


def test_who_calls_again_is_known_by_the_telephone_and_a_changed_number_is_forgotten(nora: User) -> None:
    first, again = kept(nora), kept(nora, Words(phone="0032 470 000012"))
    assert finding.earlier(again).contacts == (first,)
    keeping.keep(again, words=Words(phone="0470 99 99 99"), facts=Facts(), revision=1, by=nora)
    assert not finding.earlier(again)


def test_home_decides_what_a_national_number_is() -> None:
    assert normal.phone("06 12 34 56 78", home="NL") == "+31612345678"
    assert normal.phone("call 112", home="BE") == normal.phone("112", home="BE") == ""
    assert normal.name_words("O’Brien, Éloïse 7") == ("brien", "eloise")


def test_the_log_keeps_which_words_were_ended_with_and_not_what_they_say(nora: User) -> None:
    contact = ending.end(kept(nora), outcome="advised", by=nora)
    (leaf,) = leaves("contact.end")
    expected = hashlib.sha256(bytes(contact.sealed)).hexdigest()
    assert leaf["facts"]["sealed_sha256"] == expected and leaf["facts"]["revision"] == 1  # type: ignore[index]


def test_a_call_that_was_none_ends_with_one_verb_and_a_hard_one_earns_a_talk(nora: User) -> None:
    contact = ending.end_brief(taking.begin("call", by=nora), kind="silent", by=nora, hard=True)
    assert (contact.state, contact.kind) == ("ended", "silent")
    assert Talk.objects.get().kind == "debrief"
    # Nothing leads from the talk to the contact or back.
    assert str(contact.pk) not in json.dumps(leaves("talk.expected"))
    with pytest.raises(NoSuchCode):
        ending.end_brief(taking.begin("call", by=nora), kind="counselling", by=nora)


def test_a_paper_sheet_carries_the_hour_it_was_written_and_no_other_contact_does(nora: User) -> None:
    night = clock.now() - timedelta(hours=9)
    sheet = taking.begin("paper", by=nora)
    sheet = keeping.keep(sheet, words=SAID, facts=Facts(happened_at=night), revision=0, by=nora)
    assert sheet.started_at == night and sheet.entered_at > night
    for wrong in (clock.now() + timedelta(minutes=5), clock.now() - timedelta(days=400)):
        with pytest.raises(NotThen):
            keeping.keep(sheet, words=SAID, facts=Facts(happened_at=wrong), revision=1, by=nora)
    assert kept(nora, happened_at=night).started_at > night


class Drawer:
    """A duty that opens files from contacts."""

    title, page = "drawer", "drawer"

    def __init__(self) -> None:
        self.files: dict[UUID, str] = {}

    def open_from(self, contact: Contact, *, by: User) -> UUID:
        file = uuid4()
        self.files[file] = reading.read(contact, by=by).notes
        return file

    def find(self, text: str, *, by: User) -> list[File]:
        return [File("drawer", "D-1", file) for file in self.files if text == "D-1"]

    def name(self, file: UUID) -> str:
        return "D-1"

    def may_join(self, file: UUID, *, by: User) -> bool:
        return file in self.files


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch) -> Drawer:
    made = Drawer()
    monkeypatch.setattr(about, "_duties", {})
    about.register("drawer", made)
    return made


def test_a_contact_becomes_a_file_without_retyping_and_the_next_one_joins_it(nora: User, drawer: Drawer) -> None:
    contact = about.open_file(kept(nora), kind="drawer", by=nora)
    assert drawer.files == {contact.about_id: SAID.notes}
    assert about.open_file(contact, kind="drawer", by=nora).about_id == contact.about_id
    file = finding.find("D-1", by=nora).files[0]
    assert file.id == contact.about_id
    again = about.join(kept(nora), kind="drawer", file=file.id, by=nora)
    assert list(about.contacts_about("drawer", file.id)) == [contact, again]
    with pytest.raises(about.NotYours):
        about.join(again, kind="drawer", file=uuid4(), by=nora)
    with pytest.raises(about.NoSuchDuty):
        about.open_file(kept(nora), kind="cupboard", by=nora)
    with pytest.raises(ValueError, match="two duties"):
        about.register("drawer", Drawer())
