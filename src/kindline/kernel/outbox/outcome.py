"""How an attempt ended, and what that makes of the parcel."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.claiming import Claim
from kindline.kernel.outbox.models import Attempt, Parcel, State
from kindline.kernel.outbox.patience import patience_of


@dataclass(frozen=True)
class Outcome:
    """`delivered`, `offered`, `later` or `never`, with a code that quotes nobody."""

    name: str
    detail: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)
    channel_down: bool = False


@transaction.atomic(using="core")
def note(claim: Claim, outcome: Outcome, *, chance: random.Random) -> bool:
    """Write how it ended; False if another worker has claimed the parcel since, and then only the attempt is told."""
    now = clock.now()
    Attempt.objects.filter(parcel=claim.parcel, fencing=claim.fencing).update(
        finished_at=now, outcome=outcome.name, detail=outcome.detail[:80], proof=outcome.facts
    )
    parcel = Parcel.objects.select_for_update().get(id=claim.parcel.id)
    if parcel.fencing != claim.fencing:
        return False
    moves = _moves(parcel, outcome, now=now, chance=chance)
    Parcel.objects.filter(id=parcel.id, fencing=claim.fencing).update(lease_until=None, **moves)
    if "state" in moves:
        facts = {"channel": parcel.channel, "fencing": claim.fencing, "detail": outcome.detail} | outcome.facts
        record(f"parcel.{moves['state']}", subject=parcel.id, by=f"worker:{claim.worker}", facts=facts)
    return True


def _moves(parcel: Parcel, outcome: Outcome, *, now: datetime, chance: random.Random) -> dict[str, Any]:
    if outcome.name == "delivered":
        # It left, even if a hold or a cancellation came while it was on its way: the record says what happened.
        return {"state": str(State.DELIVERED), "delivered_at": now}
    if outcome.name == "offered":
        return {"state": str(State.OFFERED)} if parcel.state == State.WAITING else {}
    patience = patience_of(parcel.priority)
    if outcome.name == "never" or parcel.attempts >= patience.attempts:
        return {"state": str(State.DEAD)} if parcel.state != State.CANCELLED else {}
    return {"next_try": now + patience.pause(parcel.attempts, chance)}
