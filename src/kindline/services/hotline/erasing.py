"""Erasure, in its first form: of an ended report nothing stays that anybody's key could open (P8).

Erased in both databases: envelopes, mailbox, the bodies of parcels, release orders, released addresses, claims and
blind tags. Kept is a stub that counts: which route, which verdict, which month. The log keeps its leaves, which hold
hashes and codes only.

What this form does not reach: backups made before (they end with the key horizon of a later form), the copies that the
police and providers were given, and PostgreSQL's own files until its next vacuum.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.db.models import Q

from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import NOT_LEFT, Acknowledgement, Parcel, State
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import (
    Address,
    Answer,
    BlindTag,
    Decision,
    Dossier,
    Notice,
    Released,
    ReleaseOrder,
    Report,
    Task,
)

NOTHING = b""


class NotEnded(ValueError):
    """Something is still owed about this report: it is erased after its end, not instead of it."""


@dataclass(frozen=True)
class Erased:
    """What was erased. `overwritten` is false when a reader kept the write-ahead log: erase again to finish."""

    report: UUID
    envelopes: int
    parcels: int
    overwritten: bool


def erase_report(report_id: UUID, *, by: str) -> Erased:
    """Erase an ended report from both databases and overwrite its bytes. May be repeated; NotEnded while it is open."""
    with transaction.atomic(using="core"):
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.state != "closed" or _owed(report):
            raise NotEnded(str(report.number))
        parcels = _erase_in_core(report)
        record("report.erased", subject=report_id, by=by, facts={"parcels": parcels})
    envelopes = _erase_in_intake(report_id)
    core, intake = _overwrite("core"), _overwrite("intake")
    return Erased(report_id, envelopes, parcels, overwritten=core and intake)


def _subjects(report: Report) -> list[UUID]:
    return [report.pk, *report.addresses.values_list("pk", flat=True)]


def _owed(report: Report) -> bool:
    """Something has not left, or lies fetched and unacknowledged and may be asked for again."""
    about = Parcel.objects.filter(subject__in=_subjects(report))
    return about.filter(Q(state__in=NOT_LEFT) | Q(state=State.DELIVERED, channel="pickup")).exists()


def _erase_in_core(report: Report) -> int:
    addresses = list(report.addresses.all())
    ids = [address.pk for address in addresses]
    _forget_answers(ids, report)
    for model in (BlindTag, ReleaseOrder, Released):
        model.objects.filter(address__in=ids).delete()
    # Who had it in hand is nobody's business afterwards; the codes that were recorded go on counting.
    Taking.objects.filter(report=report).delete()
    Decision.objects.filter(address__in=ids).update(claims_sealed=NOTHING, claims_key=NOTHING, claims_sha256="")
    _unname(addresses, list(Dossier.objects.filter(address__in=ids)))
    _forget_notices(ids)
    Task.objects.filter(subject__in=[report.pk, *ids]).update(facts={}, reason="")
    times = ("received_hour", "handed_over_at", "acknowledged_at", "closed_at")
    months = {name: _month(getattr(report, name)) for name in times}
    Report.objects.filter(pk=report.pk).update(**months)
    return Parcel.objects.filter(subject__in=[report.pk, *ids]).update(sealed_body=NOTHING)


def _forget_answers(addresses: list[UUID], report: Report) -> None:
    """A signed file carries releases that our routing key opens. Its hash stays, in the log and here; the file goes."""
    words = Acknowledgement.objects.filter(parcel__subject__in=_subjects(report))
    files = set(Answer.objects.filter(releaseorder__address__in=addresses).values_list("sha256", flat=True))
    files |= set(Answer.objects.filter(opinions__address__in=addresses).values_list("sha256", flat=True))
    files |= set(words.values_list("proof_sha256", flat=True))
    Answer.objects.filter(sha256__in=files).update(document=NOTHING)
    Acknowledgement.objects.filter(proof_sha256__in=files).update(proof=NOTHING)


def _forget_notices(addresses: list[UUID]) -> None:
    """A notice opens with the code in its mail: our copy of the mail goes, and the text once its last line may."""
    notices = list(Notice.objects.filter(items__address__in=addresses).distinct())
    Parcel.objects.filter(subject__in=[notice.pk for notice in notices]).exclude(state__in=NOT_LEFT).update(
        sealed_body=NOTHING
    )
    for notice in notices:
        if not Released.objects.filter(address__notice_items__notice=notice).exists():
            Notice.objects.filter(pk=notice.pk).update(sealed=NOTHING)


def _unname(addresses: list[Address], dossiers: list[Dossier]) -> None:
    """The hash of an envelope names what the police hold: the stub gets a number that names nothing."""
    for row in (*addresses, *dossiers):
        type(row)._default_manager.filter(pk=row.pk).update(envelope=f"erased-{uuid4().hex}")


def _month(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _erase_in_intake(report_id: UUID) -> int:
    with transaction.atomic(using="intake"):
        rows = Accepted.objects.filter(pk=report_id)
        envelopes = sum(row.envelopes.count() for row in rows)
        rows.delete()
    return envelopes


def _overwrite(alias: str) -> bool:
    """Freed pages are zeroed as they are freed (`secure_delete`); the write-ahead log is emptied here."""
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)
