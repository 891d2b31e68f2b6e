"""Admitting what the site accepted into the core database: at least once, with one effect (FOUNDATIONS §1).

The worker moves sealed bytes under the report's erasable key, turns the blinded hash into a keyed tag, and posts the
hand-over parcel, all in one core transaction; then it empties and marks the envelopes, whose bytes lie in the parcel
alone from there on (P8). A worker that dies in between is followed by one that finds the rest.
"""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import kill_points, vault
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.procedure.numbering import next_number
from kindline.sealing import blind
from kindline.sealing.errors import SealingError
from kindline.services.hotline import duty, handover
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.intake.models import Envelope
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Address, BlindTag, Report
from kindline.services.hotline.one_by_one import each


def admit_waiting(*, limit: int = 100) -> int:
    """Admit reports with envelopes not yet admitted, urgent ones first; returns how many."""
    waiting = Accepted.objects.filter(pk__in=Envelope.objects.filter(admitted=False).values("report"))
    rows = list(waiting.order_by("-urgent", "received_hour")[:limit])
    # One durable write for the keys of a whole pass.
    erasable.make(row.pk for row in rows)
    return each(rows, _admit)


def _admit(accepted: Accepted) -> int:
    envelopes = list(accepted.envelopes.filter(admitted=False).order_by("purpose", "ordinal"))
    if not envelopes:
        return 0
    for envelope in envelopes:
        # A backup locks what it finds unadmitted.
        envelope.sealed = erasable.unlock(envelope.sealed)
    try:
        _bring(accepted, envelopes)
    except IntegrityError:
        # Another worker is bringing the same report; what it leaves is found in the next pass.
        return 0
    kill_points.reach("admission.committed")
    # The blinded hash is dropped here: from now on only the keyed tag exists (P1).
    done = Envelope.objects.filter(pk__in=[envelope.pk for envelope in envelopes])
    done.update(admitted=True, blind=None, sealed=b"")
    return 1


def _bring(accepted: Accepted, envelopes: Sequence[Envelope]) -> None:
    with transaction.atomic(using="core"):
        first = not Report.objects.filter(pk=accepted.pk).exists()
        report = _open_report(accepted, envelopes) if first else Report.objects.select_for_update().get(pk=accepted.pk)
        # A worker may have died between its commit and the mark below: what it handed over is only marked.
        fresh = envelopes if first else handover.not_yet_posted(report, envelopes)
        if fresh:
            handover.post(report, fresh, kind="handover" if first else "addition")
            _start_clocks(report)
        kill_points.reach("admission.written")


def _start_clocks(report: Report) -> None:
    """A parcel is offered within the hour and acknowledged in time: the first one, and every addition."""
    start_clock(report.pk, "handover")
    start_clock(report.pk, "handover_ack_urgent" if report.urgent else "handover_ack")


def _open_report(accepted: Accepted, envelopes: Iterable[Envelope]) -> Report:
    report = Report.objects.create(
        id=accepted.pk,
        number=next_number("report"),
        mandate=accepted.mandate,
        mandate_sha256=accepted.mandate_sha256,
        language=accepted.language,
        channel=accepted.channel,
        seen=accepted.seen,
        urgent=accepted.urgent,
        address_count=accepted.address_count,
        received_hour=accepted.received_hour,
    )
    for envelope in envelopes:
        if envelope.purpose == "address":
            _open_address(report, envelope)
    if report.urgent:
        duty.ring(report)
    record("report.admitted", subject=report.pk, by="worker", facts={"addresses": report.address_count})
    return report


def _open_address(report: Report, envelope: Envelope) -> None:
    address = Address.objects.create(report=report, ordinal=envelope.ordinal, envelope=envelope.sha256)
    named = _blinded(envelope)
    if named is None:
        return
    version, key = named
    BlindTag.objects.bulk_create(
        BlindTag(
            address=address,
            epoch=epoch,
            canon_version=version,
            tag=blind.tag(vault.index_key(epoch), epoch=epoch, canon_version=version, address_key=key),
        )
        for epoch in vault.index_epochs()[:2]
    )


def _blinded(envelope: Envelope) -> tuple[str, bytes] | None:
    """Version and hash of the address as its site sealed them to the index worker; None when they cannot be read.

    Another site may have sealed nonsense: the report is handed over all the same, and a release of it, which then
    equals no tag, ends at a person (P3).
    """
    if envelope.blind is None:
        return None
    try:
        said = json.loads(vault.open_with("worker", "index", bytes(envelope.blind), info=_blind_info(envelope.pk)))
        return str(said["canon_version"])[:40], bytes.fromhex(said["key"])
    except (SealingError, ValueError, KeyError, TypeError):
        return None


def _blind_info(envelope: UUID) -> bytes:
    return b"blind:" + envelope.bytes
