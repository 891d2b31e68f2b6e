"""Clocks that run day and night: start, meet, stop under a hold, and what follows when one expires (P3, P4)."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock, kill_points
from kindline.kernel.audit.record import record
from kindline.kernel.procedure.models import Deadline

Follow = Callable[[Deadline], None]
AFTER_FAILURE = timedelta(minutes=10)
log = logging.getLogger("kindline.procedure")


def start(noun: UUID, kind: str, *, hours: float, role: str, follows: str, starts_at: datetime | None = None) -> None:
    """Start a clock for `noun`, unless one of this kind already runs."""
    begin = starts_at or clock.now()
    due = begin + timedelta(hours=hours)
    fresh = Deadline(noun=noun, kind=kind, role=role, follows=follows, starts_at=begin, due_at=due)
    Deadline.objects.bulk_create([fresh], ignore_conflicts=True)


def running(noun: UUID) -> QuerySet[Deadline]:
    """The clocks of `noun` neither met nor expired."""
    return Deadline.objects.filter(noun=noun, met_at=None, expired_at=None)


def unmet(noun: UUID) -> QuerySet[Deadline]:
    """The clocks of `noun` whose awaited thing has not happened, those that ran out among them: they are late."""
    return Deadline.objects.filter(noun=noun, met_at=None)


def meet(noun: UUID, kind: str) -> None:
    """The awaited thing happened, in time or late."""
    unmet(noun).filter(kind=kind).update(met_at=clock.now())


def meet_all(noun: UUID) -> None:
    """The noun reached its end: nothing is awaited any more."""
    unmet(noun).update(met_at=clock.now())


def stop(noun: UUID) -> None:
    """A hold: nothing expires, nothing escalates and nothing is late until it is lifted."""
    unmet(noun).filter(stopped_at=None).update(stopped_at=clock.now())


def resume(noun: UUID) -> None:
    """The hold is lifted: every clock gets the time it had left, and lateness what it had grown to."""
    moment = clock.now()
    for deadline in unmet(noun):
        if deadline.stopped_at:
            deadline.due_at += moment - deadline.stopped_at
            deadline.stopped_at = None
            deadline.save(update_fields=["due_at", "stopped_at"])


def expire_due(follows: Mapping[str, Follow], *, limit: int = 100) -> int:
    """Expire what is over and do what follows, each in its own transaction; returns how many."""
    due = Deadline.objects.filter(met_at=None, expired_at=None, stopped_at=None, due_at__lte=clock.now())
    return sum(_safely(deadline, follows) for deadline in due.order_by("due_at")[:limit])


def _safely(deadline: Deadline, follows: Mapping[str, Follow]) -> int:
    try:
        return _expire(deadline, follows)
    except Exception:
        # One that cannot be carried out keeps no other from its turn; it is tried again after a while.
        log.exception("deadline %s", deadline.pk)
        Deadline.objects.filter(pk=deadline.pk).update(due_at=clock.now() + AFTER_FAILURE)
        return 0


def _expire(deadline: Deadline, follows: Mapping[str, Follow]) -> int:
    with transaction.atomic(using="core"):
        moment = clock.now()
        mine = Deadline.objects.filter(pk=deadline.pk, met_at=None, expired_at=None, stopped_at=None).update(
            expired_at=moment
        )
        if not mine:
            return 0
        deadline.expired_at = moment
        record(
            "deadline.expired",
            subject=deadline.noun,
            by="worker",
            facts={"kind": deadline.kind, "role": deadline.role, "follows": deadline.follows},
        )
        follows[deadline.follows](deadline)
        kill_points.reach("deadline.followed")
        return 1
