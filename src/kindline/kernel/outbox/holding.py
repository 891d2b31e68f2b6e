"""Holding and cancelling: stopping what has not left, without showing it outside (P11)."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import NOT_LEFT, Hold, Parcel, State


@transaction.atomic(using="core")
def hold(*, subject: UUID, by: str) -> int:
    """Stop everything about a subject, now and later; how many parcels that stopped.

    What a channel is carrying at this very moment may still leave; its attempt says so.
    """
    Hold.objects.get_or_create(subject=subject, defaults={"by": by, "since": clock.now()})
    stopped = Parcel.objects.filter(subject=subject, state__in=(State.WAITING, State.OFFERED)).update(state=State.HELD)
    record("outbox.held", subject=subject, by=by, facts={"parcels": stopped})
    return stopped


@transaction.atomic(using="core")
def unhold(*, subject: UUID, by: str) -> int:
    """Let go again: held parcels wait for the next carrier, an offered one is offered anew; how many."""
    Hold.objects.filter(subject=subject).delete()
    freed = Parcel.objects.filter(subject=subject, state=State.HELD).update(state=State.WAITING)
    record("outbox.unheld", subject=subject, by=by, facts={"parcels": freed})
    return freed


@transaction.atomic(using="core")
def cancel(*, subject: UUID, by: str, why: str, kinds: Collection[str] = ()) -> int:
    """End what has not left about a subject (only these kinds, if any are named); how many. `why` is a code."""
    parcels: QuerySet[Parcel] = Parcel.objects.filter(subject=subject, state__in=NOT_LEFT)
    if kinds:
        parcels = parcels.filter(kind__in=kinds)
    ended = list(parcels.select_for_update().values_list("id", flat=True))
    Parcel.objects.filter(id__in=ended).update(state=State.CANCELLED)
    for parcel in ended:
        record("parcel.cancelled", subject=parcel, by=by, facts={"why": why})
    return len(ended)


def is_held(subject: UUID) -> bool:
    """Whether a hold stands. For staff and channels only: nothing shown outside may depend on it."""
    return Hold.objects.filter(subject=subject).exists()
