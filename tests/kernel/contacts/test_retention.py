"""P8 for contacts: erased when their time is over, and again when a backup brings them back. A stub counts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kindline.kernel import clock, vault
from kindline.kernel.contacts import ending, keeping, retention, taking
from kindline.kernel.contacts.keeping import Facts
from kindline.kernel.contacts.models import Contact, Tag
from kindline.kernel.contacts.words import Words
from kindline.kernel.people.models import User
from kindline.kernel.register import holds
from kindline.sealing.erasable import KeyGone

pytestmark = pytest.mark.db


def contact(by: User, *, brief: str = "") -> Contact:
    made = taking.begin("call", by=by)
    made = keeping.keep(made, words=Words("Ann", "0470000012", "said"), facts=Facts(), revision=0, by=by)
    return ending.end_brief(made, kind=brief, by=by) if brief else ending.end(made, outcome="advised", by=by)


def states() -> dict[int, str]:
    return dict(Contact.objects.values_list("number", "state"))


def test_brief_ones_go_first_then_the_others_and_what_is_kept_stays(nora: User) -> None:
    for kind in ("silent", ""):
        contact(nora, brief=kind)
    held, of_a_file, still_open = contact(nora), contact(nora), taking.begin("call", by=nora)
    holds.place(subject=held.pk, authority="Court of Example", reference="C/1", reason="trial", by="user:1")
    Contact.objects.filter(pk=of_a_file.pk).update(about_kind="drawer", about_id=uuid4())
    clock.move(timedelta(days=31))
    assert retention.carry_out() == 1
    assert states() == {1: "erased", 2: "ended", 3: "ended", 4: "ended", 5: "open"}
    clock.move(timedelta(days=340))
    assert retention.carry_out() == 1
    assert states() == {1: "erased", 2: "erased", 3: "ended", 4: "ended", 5: "open"}
    assert still_open.number == 5


def test_the_stub_counts_and_says_nobody_and_no_backup_opens_it(nora: User) -> None:
    before = contact(nora)
    sealed, tags = bytes(Contact.objects.get().sealed), list(Tag.objects.all())
    clock.move(timedelta(days=366))
    retention.carry_out()
    stub = Contact.objects.get()
    assert (stub.sealed, stub.counsellor, stub.about_id, stub.kind) == (b"", None, None, "counselling")
    assert tags and not Tag.objects.exists()
    with pytest.raises(KeyGone):
        vault.open_contact(sealed, contact=before.pk)
    # A restored database is older than the ledger.
    Contact.objects.filter(pk=stub.pk).update(state="ended", sealed=sealed, counsellor=nora)
    assert retention.carry_out() == 1
    assert Contact.objects.get().sealed == b"" and states() == {1: "erased"}
