import uuid

import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.carrying import carry_due
from kindline.kernel.outbox.channels import Proof
from kindline.kernel.outbox.models import Acknowledgement, Attempt, Parcel
from kindline.kernel.outbox.receipts import NeverLeft, NotOffered, acknowledge, fetch, offered_to

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core"])]
POLICE = "authority:federal-police"


@pytest.fixture
def offered(posted, receiver):
    receiver.behaviour = lambda parcel: Proof({}, offered=True)
    parcel = posted(b"sealed to the police", recipient=POLICE)
    carry_due(worker="one")
    parcel.refresh_from_db()
    return parcel


def test_offering_is_not_delivering_and_fetching_is(offered):
    assert (offered.state, offered.delivered_at) == ("offered", None)
    fetched = fetch(offered.id, recipient=POLICE, by="person:7")
    assert (fetched.state, bytes(fetched.sealed_body)) == ("delivered", b"sealed to the police")
    assert Attempt.objects.get(outcome="fetched").by == "person:7"
    assert list(offered_to(POLICE)) == []


def test_fetching_again_gives_the_same_and_is_on_record_again(offered):
    first = fetch(offered.id, recipient=POLICE, by="person:7").delivered_at
    assert fetch(offered.id, recipient=POLICE, by="person:8").delivered_at == first
    assert Attempt.objects.filter(outcome="fetched").count() == 2


def test_nobody_fetches_what_is_addressed_to_another(offered):
    with pytest.raises(NotOffered):
        fetch(offered.id, recipient="provider:1", by="person:9")
    assert Attempt.objects.filter(outcome="fetched").count() == 0


def test_an_acknowledgement_is_kept_once_whatever_is_repeated(offered):
    fetch(offered.id, recipient=POLICE, by="person:7")
    at = clock.now()
    first = acknowledge(offered.id, by=POLICE, proof=b"signed", at=at)
    second = acknowledge(offered.id, by=POLICE, proof=b"signed again", at=clock.now())
    assert first == second
    assert bytes(Acknowledgement.objects.get().proof) == b"signed"
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.acknowledged_at) == ("acknowledged", at)


def test_nobody_acknowledges_what_nobody_was_given(posted, receiver):
    parcel = posted()
    with pytest.raises(NeverLeft):
        acknowledge(parcel.id, by=POLICE, proof=b"signed", at=clock.now())
    with pytest.raises(Parcel.DoesNotExist):
        acknowledge(uuid.uuid4(), by=POLICE, proof=b"signed", at=clock.now())
