"""The contact book: whom we write to and how; providers with nothing but a form; how each has answered."""

from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.directory import book
from kindline.kernel.directory.models import Change, Provider
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import contact_book, forms, replies
from kindline.services.hotline.models import Address, Notice, ProviderForm, Task
from kindline.services.hotline.score import score_card
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
FORM = {"way": "form", "form_url": "https://klaproos.example/abuse"}


def edit(**to: str) -> Provider:
    return contact_book.edit(Provider.objects.get(), to=to, evidence="telephoned them", by="user:1")


@pytest.fixture
def asked(play: Play) -> Provider:
    """A provider that a first notice waits for."""
    play.routed("https://album.test/a", "https://album.test/b")
    play.rounds(1)
    return Provider.objects.get()


def by_form(play: Play) -> Notice:
    edit(**FORM)
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    return Notice.objects.get()


def test_every_change_keeps_who_what_when_and_why(asked: Provider) -> None:
    edit(name="Klaproos NV", language="fr")
    edit(name="Klaproos NV", language="fr")
    rows = Change.objects.order_by("field").values_list("field", "before", "after", "evidence", "by")
    assert list(rows) == [
        ("language", "nl", "fr", "telephoned them", "user:1"),
        ("name", "Klaproos Hosting", "Klaproos NV", "telephoned them", "user:1"),
    ]
    with pytest.raises(TypeError):
        Change.objects.first().save()  # type: ignore[union-attr]
    assert not any(b"Klaproos NV" in bytes(leaf.payload) for leaf in Leaf.objects.all())


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"mailbox": "nobody"}, "mailbox"),
        ({"way": "form"}, "form_url"),
        ({"way": "form", "form_url": "http://x.example/"}, "form_url"),
        ({"forwards_to_customer": "yes"}, "forwards_source"),
        ({"standing": "verified"}, "standing"),
        ({"language": "xx"}, "language"),
        ({"name": " "}, "name"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_nothing_is_kept(
    to: dict[str, str], code: str, asked: Provider
) -> None:
    with pytest.raises(book.Refused) as refused:
        edit(**to)
    assert refused.value.code == code
    assert not Change.objects.exists()
    with pytest.raises(book.Refused):
        contact_book.edit(asked, to={"name": "X"}, evidence="  ", by="user:1")


def test_a_telephone_call_is_the_evidence_of_a_confirmed_mailbox_and_a_new_one_needs_another(
    play: Play, asked: Provider
) -> None:
    play.confirm()
    assert [(row.field, row.after, row.evidence) for row in Change.objects.all()] == [
        ("standing", "verified", "called them")
    ]
    assert edit(mailbox="new@klaproos.example").standing == "unverified"
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    assert Notice.objects.get().state == "prepared", "nobody writes to a mailbox that nobody confirmed"
    play.confirm()
    play.rounds(1)
    assert [mail["to"] for mail in play.mails("notice")] == ["new@klaproos.example"]


def test_blocking_a_mailbox_ends_at_a_person_and_never_at_nobody(play: Play, asked: Provider) -> None:
    edit(standing="blocked")
    assert Notice.objects.get().state == "withdrawn"
    assert Task.objects.filter(kind="route_person", done_at=None).count() == 2


def test_a_form_only_provider_is_asked_by_a_person_with_everything_ready_to_paste(play: Play, asked: Provider) -> None:
    notice = by_form(play)
    assert (notice.state, Parcel.objects.filter(kind="notice").exists()) == ("confirmed", False)
    task = Task.objects.get(kind="fill_form")
    assert task.subject == notice.pk and "album" not in str(task.facts)
    assert b"album" not in bytes(ProviderForm.objects.get().sealed or b"")
    veiled = forms.show(notice, reason="paste", plain=False, by="user:1")
    assert "hxxps://album[.]test/a" in veiled.text and "https://album.test" not in veiled.text
    plain = forms.show(notice, reason="paste", plain=True, by="user:1")
    assert "https://album.test/a" in plain.text and "album" not in repr(plain)
    shown = [bytes(leaf.payload) for leaf in Leaf.objects.all() if b"form.shown" in bytes(leaf.payload)]
    assert len(shown) == 2 and not any(b"album" in payload for payload in shown)
    with pytest.raises(ValueError, match="reference"):
        forms.sent(notice, reference="  ", by="user:1")
    forms.sent(notice, reference="ABUSE-77", by="user:1")
    notice.refresh_from_db()
    form = ProviderForm.objects.get()
    assert (notice.state, form.reference, form.sealed) == ("announced", "ABUSE-77", None)
    with pytest.raises(forms.NotReady):
        forms.show(notice, reason="paste", plain=True, by="user:1")
    assert not Task.objects.filter(kind="fill_form", done_at=None).exists()
    play.later(hours=25)
    assert Task.objects.filter(kind="fill_form", done_at=None).exists(), "reminded through the form, by a person"
    assert play.mails("reminder") == []
    forms.asked_again(notice, by="user:1")
    replies.record_spoken(notice, actions={1: "removed", 2: "removed"}, how="form", by="user:1")
    notice.refresh_from_db()
    assert notice.state == "acted"


def test_what_is_ready_to_paste_is_prepared_once_and_anew_when_a_line_comes(play: Play, asked: Provider) -> None:
    notice = by_form(play)
    first = ProviderForm.objects.get().made_at
    play.rounds(3)
    assert ProviderForm.objects.get().made_at == first
    play.routed("https://album.test/c")
    clock.move(timedelta(minutes=16))
    play.rounds(2)
    assert ProviderForm.objects.get().made_at > first
    assert forms.show(notice, reason="paste", plain=False, by="user:1").lines == 3


def test_a_hold_takes_the_line_out_of_what_is_pasted(play: Play, asked: Provider) -> None:
    notice = by_form(play)
    one, other = (Address.objects.get(notice_items__line=line) for line in (1, 2))
    play.instruct(one, "hold")
    assert forms.show(notice, reason="paste", plain=False, by="user:1").lines == 1
    play.instruct(other, "hold")
    with pytest.raises(forms.NotReady):
        forms.show(notice, reason="paste", plain=True, by="user:1")
    assert (Notice.objects.get().state, ProviderForm.objects.get().sealed) == ("withdrawn", None)
    assert not Task.objects.filter(kind="fill_form", done_at=None).exists()


def test_the_score_card_counts_with_its_denominators(play: Play, asked: Provider) -> None:
    play.confirm()
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    notice = Notice.objects.get()
    empty = score_card(asked.pk)
    assert (empty.notices, empty.lines, empty.acknowledging.n, empty.unanswered.whole) == (1, 2, 0, 0)
    play.later(hours=4)
    replies.record_spoken(notice, actions={1: "removed"}, how="telephone", by="user:1")
    card = score_card(asked.pk)
    assert card.acknowledging.n == card.removing.n == 1
    assert timedelta(hours=3.9) < (card.removing.length or timedelta()) < timedelta(hours=4.1)
    assert (card.refused.part, card.refused.whole, card.unanswered.part) == (0, 2, 0)
    play.later(hours=80)
    late = score_card(asked.pk)
    assert (late.unanswered.part, late.unanswered.whole, late.unanswered.percent) == (1, 2, 50)


def test_nothing_is_recorded_of_a_notice_nobody_was_told_of(play: Play, asked: Provider) -> None:
    notice = Notice.objects.get()
    for how, actions in (("telephone", {1: "removed"}), ("telephone", {}), ("rumour", {1: "removed"})):
        with pytest.raises(ValueError):
            replies.record_spoken(notice, actions=actions, how=how, by="user:1")
