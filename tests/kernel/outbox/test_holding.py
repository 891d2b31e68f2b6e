import random
import uuid
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.carrying import carry_due
from kindline.kernel.outbox.channels import Later, Proof
from kindline.kernel.outbox.claiming import Resting, claim
from kindline.kernel.outbox.holding import cancel, hold, is_held, unhold
from kindline.kernel.outbox.models import Hold, Parcel, State
from kindline.kernel.outbox.outcome import Outcome, note
from kindline.kernel.outbox.receipts import NotOffered, fetch, offered_to

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core"])]
POLICE = "authority:federal-police"


def test_a_held_parcel_does_not_leave_and_leaves_after_the_hold(posted, receiver):
    subject = uuid.uuid4()
    posted(b"held", subject=subject), posted(b"free")
    assert hold(subject=subject, by=POLICE) == 1
    assert is_held(subject)
    carry_due(worker="one")
    assert receiver.bodies == [b"free"]
    assert unhold(subject=subject, by=POLICE) == 1
    carry_due(worker="one")
    assert receiver.bodies == [b"free", b"held"]


def test_the_hold_itself_is_asked_at_the_moment_of_leaving(posted, receiver):
    """A parcel posted in a transaction that began before the hold is still waiting when the hold stands."""
    parcel = posted()
    Hold.objects.create(subject=parcel.subject, by=POLICE, since=clock.now())
    assert carry_due(worker="one") == 0
    assert receiver.received == []


def test_a_hold_during_a_retry_stops_the_retry(posted, receiver, moved_clock):
    def fail(parcel):
        hold(subject=parcel.subject, by=POLICE)
        raise Later("smtp-451")

    receiver.behaviour = fail
    posted()
    carry_due(worker="one")
    moved_clock(days=1)
    assert carry_due(worker="one") == 0
    assert Parcel.objects.get().state == "held"


def test_what_left_while_the_hold_came_is_recorded_as_it_happened(posted, receiver):
    parcel = posted()
    taken = claim(worker="one", resting=Resting(set(), set()))
    hold(subject=parcel.subject, by=POLICE)
    note(taken, Outcome("delivered"), chance=random.Random(1))
    assert Parcel.objects.get().state == "delivered"


def test_an_offered_parcel_that_is_held_looks_as_if_it_had_never_been_posted(posted, receiver):
    receiver.behaviour = lambda parcel: Proof({}, offered=True)
    parcel = posted(recipient="provider:1")
    carry_due(worker="one")
    assert list(offered_to("provider:1")) == [parcel]
    hold(subject=parcel.subject, by=POLICE)
    assert list(offered_to("provider:1")) == []
    refusals = []
    for parcel_id in (parcel.id, uuid.uuid4()):
        with pytest.raises(NotOffered) as refusal:
            fetch(parcel_id, recipient="provider:1", by="person:1")
        refusals.append(refusal.value.args)
    assert refusals == [(), ()]
    unhold(subject=parcel.subject, by=POLICE)
    carry_due(worker="one")
    assert list(offered_to("provider:1")) == [parcel]


def test_a_hold_stops_the_clock_of_expiry_too(posted, receiver, moved_clock):
    parcel = posted(expires_at=clock.now() + timedelta(minutes=1))
    hold(subject=parcel.subject, by=POLICE)
    moved_clock(minutes=2)
    carry_due(worker="one")
    assert Parcel.objects.get().state == "held"
    unhold(subject=parcel.subject, by=POLICE)
    carry_due(worker="one")
    assert (Parcel.objects.get().state, receiver.received) == ("expired", [])


@pytest.mark.parametrize("state", State.values)
def test_cancelling_ends_exactly_what_has_not_left(posted, state):
    parcel = posted()
    Parcel.objects.update(state=state)
    ended = cancel(subject=parcel.subject, by="operator:1", why="withdrawn")
    assert ended == (1 if state in ("waiting", "held", "offered") else 0)
    assert Parcel.objects.get().state == ("cancelled" if ended else state)


def test_cancelling_can_name_the_kinds_it_means(posted):
    subject = uuid.uuid4()
    posted(subject=subject, kind="ring"), posted(subject=subject, kind="handover")
    assert cancel(subject=subject, by="duty:0", why="acknowledged", kinds=["ring"]) == 1
    assert Parcel.objects.get(kind="handover").state == "waiting"
