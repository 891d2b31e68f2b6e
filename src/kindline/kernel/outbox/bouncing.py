"""A letter that had left came back: its attempt says so, and a person looks at it (P4)."""

from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Attempt, Parcel, State


@transaction.atomic(using="core")
def bounce(parcel_id: UUID, *, code: str, by: str) -> bool:
    """Note that a delivered parcel was returned, with its status (RFC 3463) and never a server's words.

    The parcel is dead until a person tries it anew or ends it. False when it is in another state: nothing changes.
    """
    parcel = Parcel.objects.select_for_update().get(id=parcel_id)
    if parcel.state != State.DELIVERED:
        return False
    now = clock.now()
    parcel.fencing += 1
    parcel.state, parcel.delivered_at = State.DEAD, None
    parcel.save(update_fields=["fencing", "state", "delivered_at"])
    Attempt.objects.create(
        parcel=parcel,
        fencing=parcel.fencing,
        by=by,
        started_at=now,
        finished_at=now,
        outcome="bounced",
        detail=code[:80],
    )
    record("parcel.bounced", subject=parcel.id, by=by, facts={"channel": parcel.channel, "detail": code[:80]})
    return True
