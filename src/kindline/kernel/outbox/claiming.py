"""Claiming: one worker at a time may carry a parcel, and a dead worker's claim runs out by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.outbox.database_clock import DatabaseEpoch
from kindline.kernel.outbox.models import Attempt, Hold, Parcel, State

# Renewed while a channel carries (`renewing`): a dead worker's parcel waits no longer than this, an urgent one neither.
LEASE_SECONDS = 10


@dataclass(frozen=True)
class Claim:
    """A parcel in one worker's hands, and the token that proves it."""

    parcel: Parcel
    fencing: int
    worker: str


@dataclass(frozen=True)
class Resting:
    """Where nothing more is tried in this pass, so that one dead receiver does not cost the others their time."""

    channels: set[str]
    recipients: set[tuple[str, str]]

    def excluded(self) -> Q:
        """The parcels to leave alone."""
        out = Q(channel__in=sorted(self.channels))
        for channel, recipient in sorted(self.recipients):
            out |= Q(channel=channel, recipient=recipient)
        return out


def unclaimed() -> Q:
    """No worker holds it, or the lease ran out."""
    return Q(lease_until=None) | Q(lease_until__lte=DatabaseEpoch())


def not_held() -> Q:
    """No hold stands upon its subject: asked at the moment of leaving, not only at the moment of holding (P11)."""
    return ~Q(subject__in=Hold.objects.values("subject"))


def due(now: datetime, *, but: Q) -> QuerySet[Parcel]:
    """What may leave now, urgent first. Knows no office hours (P4, P12)."""
    free = Parcel.objects.filter(unclaimed(), not_held(), state=State.WAITING, next_try__lte=now)
    live = free.filter(Q(expires_at=None) | Q(expires_at__gt=now))
    return live.exclude(but).order_by("priority", "next_try")


def claim(*, worker: str, resting: Resting, seconds: int = LEASE_SECONDS) -> Claim | None:
    """Take the most urgent due parcel, or none. The attempt is on record before the parcel can leave."""
    now = clock.now()
    waiting = due(now, but=resting.excluded())
    # A look without a lock first: an idle worker must not take turns with those who write.
    if not waiting.exists():
        return None
    with transaction.atomic(using="core"):
        parcel = waiting.select_for_update(skip_locked=True).first()
        if parcel is None:
            return None
        return _take(parcel, among=waiting, worker=worker, now=now, seconds=seconds)


def _take(parcel: Parcel, *, among: QuerySet[Parcel], worker: str, now: datetime, seconds: int) -> Claim | None:
    taken = among.order_by().filter(id=parcel.id, fencing=parcel.fencing)
    changed = taken.update(
        lease_by=worker,
        lease_until=DatabaseEpoch() + seconds,
        fencing=F("fencing") + 1,
        attempts=F("attempts") + 1,
    )
    if not changed:
        return None
    parcel.refresh_from_db()
    Attempt.objects.create(parcel=parcel, fencing=parcel.fencing, by=f"worker:{worker}", started_at=now)
    return Claim(parcel=parcel, fencing=parcel.fencing, worker=worker)


def free_every_lease() -> int:
    """Where one worker works alone: whatever is claimed when it begins was claimed by one that died."""
    return Parcel.objects.exclude(lease_until=None).update(lease_until=None)


def free_leases(workers: Collection[str]) -> int:
    """Give back what workers known to be dead had claimed, without waiting for the lease to run out."""
    return Parcel.objects.filter(lease_by__in=list(workers)).exclude(lease_until=None).update(lease_until=None)
