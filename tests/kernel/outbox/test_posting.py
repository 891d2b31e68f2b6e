import uuid

import pytest
from django.db import transaction

from kindline.kernel.audit.models import Leaf
from kindline.kernel.outbox.holding import hold
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import KeyTaken, OutsideTransaction, key_for, post

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core"])]


def test_a_parcel_is_posted_only_inside_the_deciding_transaction():
    with pytest.raises(OutsideTransaction):
        post(kind="notice", subject=uuid.uuid4(), recipient="duty:0", channel="mail", body=b"", idempotency_key="a")


def test_a_decision_that_fails_takes_its_parcel_and_its_leaf_with_it(posted):
    with pytest.raises(ZeroDivisionError), transaction.atomic("core"):
        posted()
        raise ZeroDivisionError
    assert (Parcel.objects.count(), Leaf.objects.count()) == (0, 0)


def test_the_same_key_returns_the_parcel_that_exists(posted):
    same = {"subject": uuid.uuid4(), "recipient": "authority:federal-police", "idempotency_key": key_for("handover", 7)}
    first, second = posted(b"once", **same), posted(b"sealed anew", **same)
    assert first == second
    assert bytes(Parcel.objects.get().sealed_body) == b"once"
    assert Leaf.objects.count() == 1


def test_a_key_of_another_decision_is_refused(posted):
    posted(idempotency_key=key_for("handover", 7))
    with pytest.raises(KeyTaken):
        posted(idempotency_key=key_for("handover", 7))


def test_keys_do_not_run_into_each_other():
    assert key_for("ab", "c") != key_for("a", "bc")
    assert len(key_for("notice", uuid.uuid4())) == 64


def test_what_is_posted_about_a_held_subject_is_held(posted):
    subject = uuid.uuid4()
    hold(subject=subject, by="authority:federal-police")
    assert posted(subject=subject).state == "held"


def test_neither_the_parcel_nor_an_outgoing_shows_its_body(posted, receiver):
    from kindline.kernel.outbox.carrying import carry_due

    parcel = posted(b"canary")
    carry_due(worker="one")
    assert "canary" not in repr(parcel) + str(parcel) + repr(receiver.received)
    assert receiver.bodies == [b"canary"]
