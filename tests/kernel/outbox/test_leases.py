import random

import pytest

from kindline.kernel.outbox.carrying import carry_due
from kindline.kernel.outbox.channels import Later, Never, Proof
from kindline.kernel.outbox.claiming import Resting, claim, free_leases
from kindline.kernel.outbox.models import Attempt, Parcel
from kindline.kernel.outbox.outcome import Outcome, note
from kindline.kernel.outbox.receipts import acknowledge

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core"])]


def take(worker, seconds=60):
    return claim(worker=worker, resting=Resting(set(), set()), seconds=seconds)


def test_a_claimed_parcel_is_nobody_elses_until_the_lease_runs_out(posted):
    posted()
    assert take("one") is not None
    assert take("two") is None
    Parcel.objects.update(lease_until=0)
    assert take("two").fencing == 2


def test_leases_are_compared_with_the_databases_clock_not_with_ours(posted, moved_clock):
    posted()
    assert take("one") is not None
    moved_clock(days=1)
    assert take("two") is None


def test_a_restarted_worker_gives_back_what_it_had_claimed(posted):
    posted()
    take("one")
    assert free_leases(["one"]) == 1
    assert take("one") is not None


def test_a_stale_worker_cannot_overwrite_what_a_newer_one_did(posted, receiver):
    posted()
    stale = take("one", seconds=0)
    carry_due(worker="two")
    for outcome in (Outcome("never", "late"), Outcome("later", "late"), Outcome("offered")):
        assert note(stale, outcome, chance=random.Random(1)) is False
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.fencing, parcel.attempts) == ("delivered", 2, 2)
    assert Attempt.objects.get(fencing=2).outcome == "delivered"


def test_an_acknowledgement_outruns_the_worker_that_still_thinks_it_failed(posted, moved_clock):
    from kindline.kernel import clock

    parcel = posted()
    slow = take("one")
    acknowledge(parcel.id, by="authority:federal-police", proof=b"signed", at=clock.now())
    assert note(slow, Outcome("never", "cut-off"), chance=random.Random(1)) is False
    parcel.refresh_from_db()
    assert parcel.state == "acknowledged"


def test_an_attempt_is_on_record_before_the_parcel_can_leave(posted, receiver):
    def look(parcel):
        begun = Attempt.objects.get()
        assert (begun.outcome, begun.finished_at, begun.by) == ("", None, "worker:one")
        return Proof({})

    receiver.behaviour = look
    posted()
    carry_due(worker="one")
    assert Attempt.objects.get().outcome == "delivered"


@pytest.mark.parametrize("error", [Later("x"), Never("x")])
def test_every_attempt_ends_with_its_lease_given_back(posted, receiver, error):
    def fail(parcel):
        raise error

    receiver.behaviour = fail
    posted()
    carry_due(worker="one")
    assert Parcel.objects.get().lease_until is None
