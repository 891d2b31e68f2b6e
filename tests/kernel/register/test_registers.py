"""Requests, disclosures and holds: nothing refused without a ground and a day to look again, all of it in the log."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.register import disclosures, holds, requests, retention
from kindline.kernel.register.holds import Unfounded
from kindline.kernel.register.models import Disclosure, LegalHold, PersonRequest

# The clock that these tests move is their own installation's.
pytestmark = [pytest.mark.db, pytest.mark.usefixtures("installation")]


def taken() -> PersonRequest:
    return requests.take(right="access", asker="parent", subject=None, received_on=clock.today(), by="user:1")


def said(action: str) -> int:
    return sum(f'"{action}"'.encode() in bytes(leaf.payload) for leaf in Leaf.objects.all())


def test_a_refusal_in_the_childs_interest_names_who_why_and_when_it_is_looked_at_again() -> None:
    row, soon = taken(), clock.today() + timedelta(days=90)
    for ground, day in (("", soon), ("child_interest", None), ("child_interest", clock.today()), ("because", soon)):
        with pytest.raises(Unfounded):
            requests.decide(row, outcome="refused", ground=ground, review_on=day, by="user:2")
    row = requests.decide(row, outcome="refused", ground="child_interest", review_on=soon, by="user:2")
    assert (row.decided_by, row.ground, row.decided_on) == ("user:2", "child_interest", clock.today())
    assert said("person_request.taken") == said("person_request.decided") == 1
    assert not requests.waiting().exists()
    clock.move(timedelta(days=90))
    assert requests.waiting().get() == row


def test_what_is_granted_keeps_no_ground_and_no_review() -> None:
    row = requests.decide(taken(), outcome="granted", ground="investigation", review_on=clock.today(), by="user:2")
    assert (row.ground, row.review_on) == ("", None)


def test_a_disclosure_needs_somebody_and_a_lawful_ground() -> None:
    for recipient, ground in ((" ", "judge"), ("court", "friendship")):
        with pytest.raises(Unfounded):
            disclosures.note(subject=None, recipient=recipient, ground=ground, what="existence", by="user:1")
    disclosures.note(subject=uuid4(), recipient="Court of Example", ground="judge", what="existence", by="user:1")
    assert Disclosure.objects.get().told_on == clock.today() and said("disclosure.noted") == 1


def test_registers_end_after_their_time_and_standing_holds_do_not() -> None:
    held, lifted = (
        holds.place(subject=uuid4(), authority="Court", reference=str(n), reason="trial", by="user:1") for n in (1, 2)
    )
    holds.lift(lifted, because="over", by="user:1")
    requests.decide(taken(), outcome="granted", ground="", review_on=None, by="user:2")
    with transaction.atomic(using="core"):
        disclosures.note(subject=None, recipient="Court", ground="judge", what="existence", by="user:1")
    clock.move(timedelta(days=1824))
    assert retention.carry_out() == 0
    clock.move(timedelta(days=2))
    assert retention.carry_out() == 3
    assert LegalHold.objects.get() == held and not Disclosure.objects.exists() and not PersonRequest.objects.exists()
