"""Erasure: of an ended report nothing stays, here or in any backup of the data, that anybody's key could open (P8).

Its erasable keys are destroyed, and with them every backup's copy of it; its rows are emptied in both databases, their
pages and write-ahead logs overwritten. The ledger beside the keys says so for ever, and is laid over whatever an older
backup brings back.

What erasure does not reach: copies of the keys younger than their horizon (`kernel.erasable.copying`), what the police
and providers were given, and PostgreSQL's own files until they are reused.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Model, QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.erasable import ledger
from kindline.kernel.outbox.models import NOT_LEFT, Parcel, State
from kindline.kernel.register.holds import refuse_if_held
from kindline.kernel.register.models import Erasure
from kindline.services.hotline.forgetting import forget
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import NoticeItem, Report
from kindline.services.hotline.traces import companions, evidence, nouns

Row = TypeVar("Row", bound=Model)
PORTION = 500
BY_HAND, RETENTION, RESTORE = "by_hand", "retention", "restore"
# While a provider may still come for it, a notice keeps its other lines.
NOTICE_READ = ("prepared", "confirmed", "announced", "picked_up", "acknowledged")
TABLES = ("outbox_parcel", "hotline_released", "hotline_decision", "hotline_releaseorder", "hotline_answer")


class NotEnded(ValueError):
    """Something is still owed about this report: it is erased after its end, not instead of it. `code` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Erased:
    """What was erased. `overwritten` is false when a reader kept the write-ahead log: erase again to finish."""

    report: UUID
    envelopes: int
    parcels: int
    overwritten: bool


def erase_report(report_id: UUID, *, by: str, cause: str = BY_HAND, noted: Mapping[str, Any] | None = None) -> Erased:
    """Erase an ended report everywhere. May be repeated. NotEnded while something is owed.

    Held while a legal hold stands upon it, or upon another report whose signed proof would go with it.

    `noted` is added to the evidence: what was tried before, as counts.
    """
    with transaction.atomic(using="core"):
        report = Report.objects.select_for_update().get(pk=report_id)
        refuse_if_held(report_id, *companions(report))
        if owed(report):
            raise NotEnded(owed(report))
        found = evidence(report) | dict(noted or {})
        parcels = _forget(report, by=by, cause=cause)
    return _everywhere(report, parcels, found)


def reapply(*, by: str = "worker") -> int:
    """Erase again what an older backup brought back, keys or rows; returns how many reports.

    Run before anything else of a restored installation does.
    """
    entered, noted = set(ledger.entered()), set(Erasure.objects.values_list("subject", flat=True))
    returned, keys = entered - noted, set(erasable.known(noted))
    accepted = {row.pk for row in _rows(Accepted.objects.all(), entered | noted)}
    again = list(_rows(Report.objects.all(), returned | keys | accepted))
    for report in again:
        with transaction.atomic(using="core"):
            parcels = _forget(report, by=by, cause=RESTORE)
        _everywhere(report, parcels, {})
    # What that backup had not admitted yet has no row in core.
    for row in _rows(Accepted.objects.all(), accepted):
        row.delete()
    return len(again)


def owed(report: Report) -> str:
    """What keeps a report from being erased, as a code; nothing when it may be."""
    about = Parcel.objects.filter(subject__in=nouns(report))
    unread = NoticeItem.objects.filter(action="", notice__state__in=NOTICE_READ)
    if report.state != "closed":
        return "not_closed"
    if about.filter(state__in=NOT_LEFT).exists():
        return "not_sent"
    # It lies fetched and may be asked for again.
    if about.filter(state=State.DELIVERED, channel="pickup").exists():
        return "not_acknowledged"
    if unread.filter(notice__items__address__report=report).exists():
        return "notice_open"
    return ""


def _forget(report: Report, *, by: str, cause: str) -> int:
    parcels = forget(report)
    Erasure.objects.get_or_create(subject=report.pk, defaults={"cause": cause, "by": by, "at": clock.now()})
    record("report.erased", subject=report.pk, by=by, facts={"parcels": parcels, "cause": cause})
    return parcels


def _everywhere(report: Report, parcels: int, found: Mapping[str, Any]) -> Erased:
    """After the commit: a death in between is found by `reapply`, from the row or from the ledger."""
    ledger.enter(report.pk, evidence=found)
    keys = erasable.destroy(nouns(report))
    with transaction.atomic(using="intake"):
        rows = Accepted.objects.filter(pk=report.pk)
        envelopes = sum(row.envelopes.count() for row in rows)
        rows.delete()
    core, intake = _overwrite("core"), _overwrite("intake")
    return Erased(report.pk, envelopes, parcels, overwritten=core and intake and keys)


def _rows(rows: QuerySet[Row], ids: Collection[UUID]) -> Iterator[Row]:
    """Those of the rows that have these ids, asked for in portions: a ledger grows for ever."""
    wanted = list(ids)
    for start in range(0, len(wanted), PORTION):
        yield from rows.filter(pk__in=wanted[start : start + PORTION])


def _overwrite(alias: str) -> bool:
    """Freed pages are zeroed as they are freed (`secure_delete`); the write-ahead log is emptied here.

    PostgreSQL frees the old row versions; their bytes go when the space is reused, and nobody claims sooner.
    """
    connection = connections[alias]
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for table in TABLES if alias == "core" else ("intake_envelope", "intake_message"):
                cursor.execute(f"VACUUM {table}")
            return False
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)
