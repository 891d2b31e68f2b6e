"""What an erasure leaves so that it can be proved: where the bytes could be recognised, and nothing that says anything.

A trace is the first four bytes of a piece of ciphertext and the hash of its first twenty-four. Whoever has the traces
can tell whether a file still holds the piece, and cannot make it.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox.models import Acknowledgement, Parcel
from kindline.sealing.erasable import KeyGone, is_locked, names
from kindline.services.hotline import handover
from kindline.services.hotline.intake.models import Envelope, Message
from kindline.services.hotline.models import (
    Address,
    Answer,
    Decision,
    DossierCopy,
    Notice,
    NoticeCopy,
    Released,
    ReleaseOrder,
    Report,
)

PIECE, SHOWN, PIECES = 24, 4, 8
WITH_ENVELOPES = ("handover", "addition", "dossier")


def evidence(report: Report) -> dict[str, Any]:
    """Traces of everything stored about a report and of its keys, and how many envelopes it has."""
    parcels = list(Parcel.objects.filter(subject__in=nouns(report)).exclude(sealed_body=b""))
    sealed = [envelope for parcel in parcels for envelope in _envelopes(parcel)]
    stored = [*(bytes(parcel.sealed_body) for parcel in parcels), *_columns(report)]
    pieces = (piece for blob in (*stored, *sealed, *map(base64.b64encode, sealed)) for piece in _pieces(blob))
    secrets = erasable.known(nouns(report)).values()
    return {
        "traces": sorted({trace(piece) for piece in pieces}),
        "keys": sorted(hashlib.sha256(secret.reveal()).hexdigest() for secret in secrets),
        "envelopes": len(sealed),
    }


def nouns(report: Report) -> list[UUID]:
    """The names of everything about a report that has a key."""
    return [report.pk, *report.addresses.values_list("pk", flat=True)]


def companions(report: Report) -> set[UUID]:
    """Other reports that stand in the same signed file or notice: what is locked under all their keys goes with any."""
    notices = Notice.objects.filter(items__address__report=report)
    stored = (*answers_about(report).values_list("document", flat=True), *notices.values_list("sealed", flat=True))
    named = {name for data in map(bytes, stored) if is_locked(data) for name in names(data)}
    of_lines = Address.objects.filter(pk__in=named).values_list("report", flat=True)
    return {*named, *of_lines} - {*nouns(report)}


def answers_about(report: Report) -> QuerySet[Answer]:
    """Every signed document that says something of a report."""
    words = Acknowledgement.objects.filter(parcel__subject__in=nouns(report)).values("proof_sha256")
    said = Q(releaseorder__address__report=report) | Q(opinions__address__report=report)
    return Answer.objects.filter(said | Q(sha256__in=words)).distinct().order_by("received_at", "pk")


def trace(piece: bytes) -> str:
    """The trace of one piece."""
    return f"{piece[:SHOWN].hex()}:{hashlib.sha256(piece[:PIECE]).hexdigest()}"


def found_in(data: bytes, traces: list[str]) -> int:
    """How many of the traces are of pieces that these bytes hold."""
    return sum(_holds(data, *line.split(":")) for line in traces)


def _holds(data: bytes, shown: str, digest: str) -> bool:
    begins, at = bytes.fromhex(shown), -1
    while (at := data.find(begins, at + 1)) >= 0:
        if hashlib.sha256(data[at : at + PIECE]).hexdigest() == digest:
            return True
    return False


def _pieces(blob: bytes) -> Iterator[bytes]:
    """From the second half only: what stands at the front of a sealed thing may be the same in another."""
    start = len(blob) // 2
    step = max(1, (len(blob) - start - PIECE) // PIECES)
    yield from (blob[at : at + PIECE] for at in range(start, len(blob) - PIECE + 1, step))


def _envelopes(parcel: Parcel) -> list[bytes]:
    try:
        return handover.envelopes_of(parcel) if parcel.kind in WITH_ENVELOPES else []
    except KeyGone:
        return []


def _columns(report: Report) -> Iterator[bytes]:
    within = {"address__report": report}
    notices = Notice.objects.filter(items__address__report=report).distinct()
    words = Acknowledgement.objects.filter(parcel__subject__in=nouns(report))
    columns = (
        (Released.objects.filter(**within), "sealed", "wrapped_key"),
        (Decision.objects.filter(**within), "claims_sealed", "claims_key"),
        (ReleaseOrder.objects.filter(**within), "box"),
        (answers_about(report), "document"),
        (words, "proof"),
        (notices, "sealed"),
        (NoticeCopy.objects.filter(item__address__report=report), "sealed"),
        (DossierCopy.objects.filter(dossier__address__report=report), "sealed"),
        (Parcel.objects.filter(subject__in=notices.values("pk")), "sealed_body"),
        (Envelope.objects.filter(report=report.pk), "sealed"),
        (Message.objects.filter(report=report.pk), "for_staff", "for_reporter"),
    )
    for rows, *cells in columns:
        yield from (bytes(cell) for row in rows.values_list(*cells) for cell in row if cell)
