"""Legal hold: an authority needs something kept, so nothing about it is erased until a supervisor lifts the hold."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.register.models import LegalHold


class Held(ValueError):
    """A legal hold stands: erasing, by hand or by a clock, waits until it is lifted. Its text names the reference."""


class Unfounded(ValueError):
    """A hold, its lifting, a decision or a disclosure without the reason that the register must show."""


def place(*, subject: UUID, authority: str, reference: str, reason: str, by: str) -> LegalHold:
    """Keep everything about `subject`, for an authority that says so under a reference of its own."""
    if not (authority.strip() and reference.strip() and reason.strip()):
        raise Unfounded("authority, reference and reason")
    with transaction.atomic(using="core"):
        hold = LegalHold.objects.create(
            subject=subject,
            authority=authority.strip(),
            reference=reference.strip(),
            reason=reason.strip(),
            by=by,
            since=clock.now(),
        )
        record("legal_hold.placed", subject=subject, by=by, facts={"hold": str(hold.pk)})
    return hold


def lift(hold: LegalHold, *, because: str, by: str) -> LegalHold:
    """Let clocks and hands erase again. The row stays: who held, for whom, how long."""
    if not because.strip():
        raise Unfounded("because")
    with transaction.atomic(using="core"):
        hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
        if hold.lifted_at is None:
            hold.lifted_at, hold.lifted_by, hold.lifted_because = clock.now(), by, because.strip()
            hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
            record("legal_hold.lifted", subject=hold.subject, by=by, facts={"hold": str(hold.pk)})
    return hold


def standing() -> QuerySet[LegalHold]:
    """Holds not lifted, oldest first."""
    return LegalHold.objects.filter(lifted_at=None).order_by("since")


def refuse_if_held(*subjects: UUID) -> None:
    """Held while a hold stands upon any of these."""
    hold = standing().filter(subject__in=subjects).first()
    if hold:
        raise Held(f"{hold.authority}, {hold.reference}")
