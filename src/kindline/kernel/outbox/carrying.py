"""Carrying: claim under a lease, deliver outside any transaction, record under the fencing token (P4)."""

import logging
import random
import time

from django.db import connections

from kindline.kernel import kill_points
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox.channels import Later, Never, Outgoing, channel_named
from kindline.kernel.outbox.claiming import LEASE_SECONDS, Claim, Resting, claim
from kindline.kernel.outbox.expiring import expire_due
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.outcome import Outcome, note
from kindline.kernel.outbox.patience import patience_of
from kindline.kernel.outbox.renewing import renewing

# The worker has other duties, admitting urgent reports among them: a crowd of slow servers may not keep it from them.
PASS_SECONDS = 15.0

log = logging.getLogger("kindline.outbox")


class InsideTransaction(RuntimeError):
    """Carrying inside a transaction would hold the database's lock while a slow server thinks."""


def carry_due(
    *,
    worker: str,
    limit: int = 50,
    chance: random.Random | None = None,
    lease_seconds: int = LEASE_SECONDS,
    pass_seconds: float = PASS_SECONDS,
) -> int:
    """Carry what is due, urgent first; how many attempts were made.

    Returns when nothing is due, after `limit` attempts, or when `pass_seconds` are over and the last attempt has ended.

    Every parcel is claimed just before it leaves, so an urgent one posted during the pass goes next. A receiver that
    failed rests for the remainder of the pass.
    """
    if connections["core"].in_atomic_block:
        raise InsideTransaction
    expire_due()
    resting, ends = Resting(set(), set()), time.monotonic() + pass_seconds
    for made in range(limit):
        if made and time.monotonic() >= ends:
            return made
        taken = claim(worker=worker, resting=resting, seconds=lease_seconds)
        if taken is None:
            return made
        outcome = _carry(taken, lease_seconds=lease_seconds)
        note(taken, outcome, chance=chance or random.SystemRandom())
        kill_points.reach("outbox.recorded")
        if outcome.name == "later":
            resting.recipients.add((taken.parcel.channel, taken.parcel.recipient))
        if outcome.channel_down:
            resting.channels.add(taken.parcel.channel)
    return limit


def _carry(taken: Claim, *, lease_seconds: int) -> Outcome:
    kill_points.reach("outbox.claimed")
    parcel = taken.parcel
    if parcel.attempts > patience_of(parcel.priority).attempts:
        # Its attempts ended with their workers: one more would only take another one down.
        return Outcome("never", "worn-out")
    try:
        with renewing(taken, seconds=lease_seconds):
            proof = channel_named(parcel.channel).carry(_outgoing(parcel))
    except Later as later:
        return Outcome("later", later.code, channel_down=later.channel_down)
    except Never as never:
        return Outcome("never", never.code)
    except Exception as error:
        log.exception("a channel failed")
        return Outcome("later", f"error:{type(error).__name__}")
    kill_points.reach("outbox.carried")
    return Outcome("offered" if proof.offered else "delivered", facts=proof.facts)


def _outgoing(parcel: Parcel) -> Outgoing:
    return Outgoing(
        id=parcel.id,
        kind=parcel.kind,
        subject=parcel.subject,
        recipient=parcel.recipient,
        attempt=parcel.attempts,
        body=erasable.unlock(parcel.sealed_body),
    )
