"""A missing file: opened without retyping, its kind with history, proposed and decided apart, erased with its key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.contacts import about, finding, keeping, taking
from kindline.kernel.contacts.keeping import Facts
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.words import Words
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import IllegalMove
from kindline.services.missing import keeping as files
from kindline.services.missing import reading, retention, said
from kindline.services.missing.keeping import Codes
from kindline.services.missing.models import File
from kindline.services.missing.said import Child, Said
from tests.installation import Installation

pytestmark = pytest.mark.db
CODES = Codes(kind="runaway")
SAID = Said(notes="Gone since ten.", children=(Child(name="Mira", born="2012-04"),), facts={"needs_medicine": True})


@pytest.fixture
def nora(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="nora", role="counsellor")


@pytest.fixture
def opened(nora: User) -> Callable[[], File]:
    def from_a_contact() -> File:
        contact = taking.begin("call", by=nora)
        words = Words(name="Ann", phone="0470000012", notes="She left at ten.")
        contact = keeping.keep(contact, words=words, facts=Facts(), revision=0, by=nora)
        return File.objects.get(pk=about.open_file(contact, kind="missing", by=nora).about_id)

    return from_a_contact


def test_a_contact_becomes_a_file_and_nothing_is_typed_twice(nora: User, opened: Callable[[], File]) -> None:
    file = opened()
    before = Leaf.objects.count()
    assert reading.read(file, by=nora).notes == "She left at ten." and Leaf.objects.count() == before + 1
    assert (file.kind, file.adviser, file.children) == ("", nora, 0)
    hits = finding.find(f"m-{file.number}", by=nora)
    assert hits and [found.name for found in hits.files] == [f"M-{file.number}"]
    assert b"She left" not in bytes(file.sealed)


def test_a_kind_keeps_its_history_and_is_never_guessed(nora: User, opened: Callable[[], File]) -> None:
    file = opened()
    with pytest.raises(files.NoSuchCode):
        files.end(file, outcome="came_back", by=nora)
    file = files.keep(file, said=SAID, codes=CODES, revision=0, by=nora)
    file = files.keep(file, said=SAID, codes=replace(CODES, kind="third_party_abduction"), revision=1, by=nora)
    assert (file.kind_at_opening, file.kind, file.kinds.count()) == ("runaway", "third_party_abduction", 2)
    with pytest.raises(files.NoSuchCode):
        files.keep(file, said=SAID, codes=replace(CODES, kind="gone"), revision=2, by=nora)


def test_the_rules_propose_and_the_authority_decides_and_neither_overwrites_the_other(
    nora: User, opened: Callable[[], File]
) -> None:
    file = files.keep(opened(), said=SAID, codes=CODES, revision=0, by=nora)
    assert file.proposed and [one.code for one in files.proposal(SAID).met] == ["treatment"]
    file = files.decide(file, decision="not_worrying", decided_by="Officer V. Example", by=nora)
    assert file.proposed and file.decision == "not_worrying"
    assert said.opened(file).decided_by == "Officer V. Example"
    file = files.keep(file, said=replace(SAID, facts={}), codes=CODES, revision=2, by=nora)
    assert not file.proposed and file.decision == "not_worrying" and said.opened(file).decided_by
    with pytest.raises(files.NoSuchCode):
        files.decide(file, decision="worrying", decided_by=" ", by=nora)


def test_an_age_is_the_least_that_the_date_allows(nora: User) -> None:
    year = clock.today().year
    assert files.least_age(Child(born=f"{year - 13}")) == 12 and files.least_age(Child()) is None
    for wrong in ("soon", "2012-13", "12-04-2012", f"{year + 1}", f"{year - 40}", "2012-4"):
        assert not files.born_fits(wrong), wrong
    assert files.born_fits("2012") and files.born_fits("2012-04") and files.born_fits("2012-04-30")
    young = replace(SAID, facts={}, children=(Child(born=f"{year - 15}"), Child(born=f"{year - 13}")))
    assert [one.code for one in files.proposal(young).met] == ["under_13"]


def test_of_two_windows_none_overwrites_the_other(nora: User, opened: Callable[[], File]) -> None:
    file = opened()
    files.keep(file, said=SAID, codes=CODES, revision=0, by=nora)
    with pytest.raises(files.KeptMeanwhile):
        files.keep(file, said=replace(SAID, notes="something else"), codes=CODES, revision=0, by=nora)
    assert files.keep(file, said=SAID, codes=CODES, revision=0, by=nora).revision == 1
    with pytest.raises(said.TooLong):
        files.keep(file, said=replace(SAID, notes="x" * 30_001), codes=CODES, revision=1, by=nora)


def test_an_ended_file_opens_again_and_years_later_it_is_gone_with_its_contacts(
    nora: User, opened: Callable[[], File]
) -> None:
    file = files.keep(opened(), said=SAID, codes=CODES, revision=0, by=nora)
    file = files.end(file, outcome="came_back", by=nora)
    with pytest.raises(files.NotOpen):
        files.keep(file, said=SAID, codes=CODES, revision=1, by=nora)
    file = files.reopen(file, by=nora)
    with pytest.raises(IllegalMove):
        files.reopen(file, by=nora)
    files.end(file, outcome="found_by_police", by=nora)
    assert retention.carry_out() == 0
    File.objects.update(ended_at=clock.now() - timedelta(days=1826))
    assert retention.carry_out() == 1 and retention.carry_out() == 0
    file.refresh_from_db()
    assert (file.state, bytes(file.sealed), file.kind) == ("erased", b"", "runaway")
    assert Contact.objects.get().state == "erased" and not erasable.known([file.pk])
