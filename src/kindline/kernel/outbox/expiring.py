"""Expiry: what is no longer worth sending ends visibly (P3)."""

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.claiming import not_held, unclaimed
from kindline.kernel.outbox.models import Parcel, State

AT_ONCE = 500


def expire_due() -> int:
    """End parcels past their time that nobody is carrying. A hold stops this clock too (P11)."""
    over = Parcel.objects.filter(
        unclaimed(), not_held(), state__in=(State.WAITING, State.OFFERED), expires_at__lte=clock.now()
    )
    if not over.exists():
        return 0
    with transaction.atomic(using="core"):
        ended = list(over.select_for_update(skip_locked=True).values_list("id", "state")[:AT_ONCE])
        Parcel.objects.filter(id__in=[parcel for parcel, _ in ended]).update(state=State.EXPIRED)
        for parcel, state in ended:
            record("parcel.expired", subject=parcel, by="outbox", facts={"was": state})
    return len(ended)
