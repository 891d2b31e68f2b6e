"""Handing a member hotline's dossier, sealed, to a licensed analyst who enters it there: for a reason the log knows."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for
from kindline.kernel.outbox.receipts import NotOffered, fetch
from kindline.kernel.people.licences import what_bars
from kindline.kernel.people.models import User
from kindline.services.hotline import handover
from kindline.services.hotline.models import Dossier
from kindline.services.hotline.transfers import NotNow


def open_ones() -> QuerySet[Dossier]:
    """Those to enter at a member hotline, and those whose answer is awaited, oldest first."""
    rows = Dossier.objects.filter(purpose="member", outcome="", address__state__in=("routed", "watching"))
    return rows.select_related("address__report", "decision").order_by("transferred_at", "number")


def hand_out(dossier: UUID, *, by: User) -> bytes:
    """The sealed dossier alone, in the form the opening page reads. NotNow without a licence, under a hold, or ended.

    The log's leaf and the proof of fetching are committed before a byte is returned (P7).
    """
    if what_bars(by):
        raise NotNow
    row = open_ones().get(pk=dossier)
    parcel = Parcel.objects.filter(idempotency_key=key_for("dossier", row.pk)).defer("sealed_body").first()
    if parcel is None or row.superseded:
        raise NotNow
    try:
        with transaction.atomic(using="core"):
            taken = fetch(parcel.pk, recipient=parcel.recipient, by=f"analyst:{by.pk}")
            record("dossier.opened", subject=row.pk, by=f"analyst:{by.pk}", facts={"reason": "transfer"})
    except NotOffered:
        raise NotNow from None
    return handover.download([handover.entry_of(taken)])
