import random
import uuid
from datetime import timedelta

import pytest
from django.db import connections, transaction

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.outbox.carrying import InsideTransaction, carry_due
from kindline.kernel.outbox.channels import Later, Never, Proof
from kindline.kernel.outbox.claiming import Resting, claim
from kindline.kernel.outbox.expiring import expire_due
from kindline.kernel.outbox.failed import NotDead, failed, give_up, try_anew
from kindline.kernel.outbox.models import Attempt, Hold, Parcel
from kindline.kernel.outbox.patience import RINGING, ROUTINE

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core"])]


def raising(error):
    def behave(parcel):
        raise error

    return behave


def actions():
    return [bytes(leaf.payload).split(b'"action":"')[1].split(b'"')[0].decode() for leaf in Leaf.objects.all()]


def test_a_due_parcel_is_carried_once_and_its_proof_is_kept(posted, receiver):
    parcel = posted(b"sealed")
    assert carry_due(worker="one") == 1
    assert carry_due(worker="one") == 0
    parcel.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (parcel.state, parcel.lease_until, receiver.bodies) == ("delivered", None, [b"sealed"])
    assert parcel.delivered_at is not None
    assert (attempt.outcome, attempt.proof, attempt.fencing) == ("delivered", {"receiver": "ours"}, 1)
    assert sorted(actions()) == ["parcel.delivered", "parcel.posted"]


def test_nothing_is_carried_inside_a_transaction(posted, receiver):
    posted()
    with pytest.raises(InsideTransaction), transaction.atomic("core"):
        carry_due(worker="one")
    assert receiver.received == []


def test_a_channel_is_called_outside_any_transaction(posted, receiver):
    seen = []
    receiver.behaviour = lambda parcel: seen.append(connections["core"].in_atomic_block) or Proof({})
    posted()
    carry_due(worker="one")
    assert seen == [False]


def test_urgent_parcels_go_first_and_at_any_hour(posted, receiver, moved_clock):
    # To the next Sunday, three in the morning.
    now = clock.now()
    night = now.replace(hour=3, minute=0, second=0) + timedelta(days=(6 - now.weekday()) % 7 + 7)
    moved_clock(seconds=(night - now).total_seconds())
    assert clock.now().weekday() == 6
    for body in (b"routine 1", b"routine 2"):
        posted(body)
    posted(b"urgent", priority=0)
    carry_due(worker="one")
    assert receiver.bodies == [b"urgent", b"routine 1", b"routine 2"]


def test_an_urgent_parcel_posted_during_a_pass_goes_next(posted, receiver):
    def ring(parcel):
        if parcel.body == b"routine 1":
            posted(b"urgent", priority=0)
        return Proof({})

    receiver.behaviour = ring
    posted(b"routine 1"), posted(b"routine 2")
    carry_due(worker="one")
    assert receiver.bodies == [b"routine 1", b"urgent", b"routine 2"]


def test_a_parcel_waits_for_its_time(posted, receiver, moved_clock):
    posted(not_before=clock.now() + timedelta(hours=2))
    assert carry_due(worker="one") == 0
    moved_clock(hours=3)
    assert carry_due(worker="one") == 1


def test_a_temporary_failure_is_tried_again_later_with_the_same_id(posted, receiver, moved_clock):
    receiver.behaviour = raising(Later("smtp-451"))
    parcel = posted()
    carry_due(worker="one", chance=random.Random(1))
    parcel.refresh_from_db()
    pause = (parcel.next_try - clock.now()).total_seconds()
    assert (parcel.state, 25 < pause <= 60) == ("waiting", True)
    assert Attempt.objects.get().detail == "smtp-451"
    assert carry_due(worker="one") == 0
    moved_clock(minutes=2)
    receiver.behaviour = lambda outgoing: Proof({})
    assert carry_due(worker="one") == 1
    assert [(outgoing.id, outgoing.attempt) for outgoing in receiver.received] == [(parcel.id, 2)]


def test_pauses_double_and_spread():
    one, two = random.Random(1), random.Random(2)
    whole = [ROUTINE.pause(n, one).total_seconds() for n in range(1, 27)]
    assert whole[0] <= 60 and whole[5] <= 60 * 32 and max(whole) <= 6 * 3600
    assert sum(whole) > 2 * 86400
    assert ROUTINE.pause(3, one) != ROUTINE.pause(3, two)
    assert max(RINGING.pause(n, one).total_seconds() for n in range(1, 100)) <= 45


def test_after_the_last_attempt_a_parcel_is_dead_seen_and_in_the_log(posted, receiver, moved_clock):
    receiver.behaviour = raising(Later("smtp-451"))
    parcel = posted()
    Parcel.objects.update(attempts=ROUTINE.attempts - 1)
    carry_due(worker="one")
    assert list(failed()) == [parcel]
    assert "parcel.dead" in actions()
    assert carry_due(worker="one") == 0


def test_a_permanent_failure_is_dead_at_once_and_a_person_can_try_anew(posted, receiver):
    receiver.behaviour = raising(Never("smtp-550"))
    parcel = posted()
    carry_due(worker="one")
    assert failed().get().tries.get().detail == "smtp-550"
    receiver.behaviour = lambda outgoing: Proof({})
    try_anew(parcel.id, by="operator:1")
    assert carry_due(worker="one") == 1
    assert Parcel.objects.get().state == "delivered"
    with pytest.raises(NotDead):
        try_anew(parcel.id, by="operator:1")


def test_an_unknown_channel_is_dead_not_silent(posted):
    posted(channel="pigeon")
    carry_due(worker="one")
    assert failed().get().tries.get().detail == "unknown-channel"


def test_a_broken_channel_is_told_by_type_and_never_by_its_words(posted, receiver, caplog):
    receiver.behaviour = raising(ValueError("canary"))
    posted()
    carry_due(worker="one")
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.detail) == ("later", "error:ValueError")
    assert "canary" not in caplog.records[0].getMessage()


def test_a_parcel_that_kills_its_workers_dies_before_it_kills_another(posted, receiver):
    posted()
    Parcel.objects.update(attempts=ROUTINE.attempts)
    carry_due(worker="one")
    assert (failed().get().tries.get().detail, receiver.received) == ("worn-out", [])


def test_an_expired_parcel_is_not_carried_and_its_end_is_in_the_log(posted, receiver, moved_clock):
    parcel = posted(expires_at=clock.now() + timedelta(minutes=5))
    moved_clock(minutes=6)
    assert carry_due(worker="one") == 0
    assert list(failed()) == [parcel]
    assert "parcel.expired" in actions()
    assert receiver.received == []


def test_a_parcel_does_not_expire_in_a_carriers_hands_or_under_a_hold(posted, moved_clock):
    soon = clock.now() + timedelta(minutes=5)
    carried = posted(expires_at=soon)
    claim(worker="one", resting=Resting(set(), set()))
    held = posted(expires_at=soon)
    Hold.objects.create(subject=held.subject, by="authority:federal-police", since=clock.now())
    moved_clock(minutes=6)
    assert expire_due() == 0
    Hold.objects.all().delete()
    assert expire_due() == 1
    Parcel.objects.filter(id=carried.id).update(lease_until=0)
    assert expire_due() == 1


def test_a_person_may_give_up_and_is_not_asked_again(posted):
    parcel = posted(channel="pigeon")
    with pytest.raises(NotDead):
        give_up(parcel.id, by="operator:1", why="phoned")
    carry_due(worker="one")
    give_up(parcel.id, by="operator:1", why="phoned")
    assert list(failed()) == []
    assert "parcel.given-up" in actions()


def test_a_pass_ends_in_time_whatever_still_waits(posted, receiver):
    for _ in range(3):
        posted()
    assert [carry_due(worker="one", pass_seconds=0) for _ in range(4)] == [1, 1, 1, 0]


def test_one_dead_receiver_costs_a_pass_one_attempt_and_the_others_nothing(posted, receiver):
    dead, living = f"provider:{uuid.uuid4()}", f"provider:{uuid.uuid4()}"

    def behave(parcel):
        if parcel.recipient == dead:
            raise Later("cut-off:TimeoutError")
        return Proof({})

    receiver.behaviour = behave
    for _ in range(5):
        posted(recipient=dead)
    posted(recipient=living)
    assert carry_due(worker="one") == 2
    assert [parcel.recipient for parcel in receiver.received] == [living]
    assert Attempt.objects.filter(outcome="later").count() == 1


def test_a_channel_that_is_down_rests_and_the_other_channels_do_not(posted, receiver):
    from kindline.channels.pickup import Pickup
    from kindline.kernel.outbox import channels

    channels.register("pickup", Pickup())
    receiver.behaviour = raising(Later("unreachable:ConnectionRefusedError", channel_down=True))
    for _ in range(4):
        posted()
    posted(channel="pickup")
    assert carry_due(worker="one") == 2
    assert Parcel.objects.filter(attempts=0).count() == 3
    assert Parcel.objects.filter(state="offered").count() == 1


def test_an_idle_worker_writes_nothing(django_assert_num_queries, receiver):
    with django_assert_num_queries(2, using="core"):
        assert carry_due(worker="one") == 0
