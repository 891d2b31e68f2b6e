"""Exposure as it happens: begun at a hand-out, ended by the answer, and refused when the person has had enough."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.kernel.welfare.allowance import Allowance, Limits, Span, allowance
from kindline.kernel.welfare.models import Exposure

# A sitting may have begun before midnight, never more than a day ago.
LOOK_BACK = timedelta(hours=36)


class Enough(Exception):
    """The person has had enough for now: `why` is `budget` or `pause`, and it ends at `until`."""

    def __init__(self, why: str, until: datetime | None) -> None:
        super().__init__(why)
        self.why, self.until = why, until


def allowance_of(person: User, *, limits: Limits, zone: ZoneInfo) -> Allowance:
    """What this person may still be handed today; what runs now counts so far."""
    rows = Exposure.objects.filter(person=person, began_at__gte=clock.now() - LOOK_BACK)
    return allowance_from(rows, limits=limits, zone=zone)


def allowance_from(rows: Iterable[Exposure], *, limits: Limits, zone: ZoneInfo) -> Allowance:
    """The same from rows already read."""
    now = clock.now()
    return allowance([_span(row, now, limits) for row in rows], now=now, limits=limits, zone=zone)


@transaction.atomic(using="core")
def begin(person: User, *, limits: Limits, zone: ZoneInfo) -> Exposure:
    """An exposure begins, or the one that runs goes on; Enough when nothing more may be handed out."""
    # Two windows of one person must not both find the last minute free.
    User.objects.select_for_update().get(pk=person.pk)
    running = Exposure.objects.filter(person=person, ended_at=None).first()
    if running:
        return running
    found = allowance_of(person, limits=limits, zone=zone)
    if found.why:
        raise Enough(found.why, found.until)
    return Exposure.objects.create(person=person, began_at=clock.now())


@transaction.atomic(using="core")
def end(person: User, *, limits: Limits) -> None:
    """It was answered or given back. What counts is bounded, so that a screen left open costs no whole day."""
    now = clock.now()
    for running in Exposure.objects.select_for_update().filter(person=person, ended_at=None):
        ended = min(now, running.began_at + timedelta(minutes=limits.one))
        running.ended_at, running.seconds = ended, round((ended - running.began_at).total_seconds())
        running.save(update_fields=["ended_at", "seconds"])


def _span(row: Exposure, now: datetime, limits: Limits) -> Span:
    if row.ended_at:
        return Span(row.began_at, row.ended_at, timedelta(seconds=row.seconds))
    return Span(row.began_at, now, min(now - row.began_at, timedelta(minutes=limits.one)))
