"""Recording that somebody confirmed an end: who, when, and on which word. It grades the end upward, never down."""

from datetime import date

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.grading import CONFIRMED, SOURCES, grade_of
from kindline.services.hotline.models import Address, Confirmation

FOLLOWED = ("routed", "watching")
LONGEST = 120


class Refused(ValueError):
    """It cannot be recorded so; `code` says what is missing or in the way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def confirm(address: Address, *, source: str, said_by: str, day: date, by: str) -> Confirmation:
    """Somebody outside says that it is gone: an address that is followed ends, one that has ended is graded up.

    `said_by` names an office or a station, never a person who reported; `day` is when it was seen to be gone.
    """
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        _check(fresh, source=source, said_by=said_by, day=day)
        row = write(fresh, source=source, said_by=said_by, day=day, by=by)
        outcome = f"confirmed_{source}"
        if fresh.state in FOLLOWED:
            end_address(fresh, outcome=outcome, by=by, role="operator")
        else:
            grade_up(fresh, outcome=outcome)
    return row


def write(address: Address, *, source: str, said_by: str, day: date, by: str) -> Confirmation:
    """The row and its leaf, inside the caller's transaction."""
    row = Confirmation.objects.create(
        address=address, source=source, said_by=said_by.strip(), day=day, recorded_by=by, recorded_at=clock.now()
    )
    record("address.confirmed_gone", subject=address.pk, by=by, facts={"source": source, "day": day.isoformat()})
    return row


def grade_up(address: Address, *, outcome: str) -> None:
    """An end that was stated, or only silent, is a confirmed one now. A confirmed one keeps its first word."""
    if grade_of(address.outcome) not in ("", CONFIRMED):
        Address.objects.filter(pk=address.pk).update(outcome=outcome)


def _check(address: Address, *, source: str, said_by: str, day: date) -> None:
    if source not in SOURCES:
        raise Refused("source")
    if not said_by.strip() or len(said_by) > LONGEST:
        raise Refused("said_by")
    if not address.report.received_hour.date() <= day <= clock.today():
        raise Refused("day")
    if address.state not in FOLLOWED and not (address.state == "closed" and grade_of(address.outcome)):
        raise Refused("state")
