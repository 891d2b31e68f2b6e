"""What did not arrive: seen by the desk, and tried again only by a person."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Parcel, State


class NotDead(ValueError):
    """Only a dead parcel can be tried anew, and only one that failed can be given up."""


def failed() -> QuerySet[Parcel]:
    """Parcels that ended without arriving, oldest first: each waits for a person."""
    return Parcel.objects.filter(state__in=(State.DEAD, State.EXPIRED)).order_by("created_at")


@transaction.atomic(using="core")
def try_anew(parcel_id: UUID, *, by: str) -> Parcel:
    """Let a dead parcel wait again with fresh patience; its earlier attempts stay on record."""
    parcel = Parcel.objects.select_for_update().get(id=parcel_id)
    if parcel.state != State.DEAD:
        raise NotDead
    parcel.state, parcel.attempts, parcel.next_try = State.WAITING, 0, clock.now()
    parcel.save(update_fields=["state", "attempts", "next_try"])
    record("parcel.tried-anew", subject=parcel.id, by=by, facts={})
    return parcel


@transaction.atomic(using="core")
def give_up(parcel_id: UUID, *, by: str, why: str) -> Parcel:
    """A person decided that a failed parcel stays undelivered; it no longer asks for one. `why` is a code."""
    parcel = Parcel.objects.select_for_update().get(id=parcel_id)
    if parcel.state not in (State.DEAD, State.EXPIRED):
        raise NotDead
    was, parcel.state = parcel.state, State.CANCELLED
    parcel.save(update_fields=["state"])
    record("parcel.given-up", subject=parcel.id, by=by, facts={"was": was, "why": why})
    return parcel
