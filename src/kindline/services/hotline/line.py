"""The line of one envelope: what happened, in order; who carried it, with which proof; to which keys it is sealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from kindline.kernel.outbox.models import Attempt, Parcel
from kindline.kernel.procedure.models import Deadline, Event
from kindline.kernel.register.holds import standing
from kindline.kernel.welfare.discretion import without_person
from kindline.sealing.envelope import Envelope
from kindline.sealing.errors import SealingError
from kindline.services.hotline import handover
from kindline.services.hotline.models import Address, Report
from kindline.services.hotline.queue import Running, Seen, corroboration


@dataclass(frozen=True)
class Happened:
    """One move of the report or of an address (`ordinal`) inside it."""

    procedure: str
    verb: str
    by: str
    at: datetime
    ordinal: int | None


@dataclass(frozen=True)
class Try:
    """One attempt at carrying a parcel. Without an end it may have left before a crash."""

    by: str
    at: datetime
    finished_at: datetime | None
    outcome: str
    detail: str


@dataclass(frozen=True)
class Leaving:
    """A parcel about this report: where it is, its hash, the attempts and the receiver's signed word."""

    id: UUID
    kind: str
    recipient: str
    channel: str
    state: str
    body_sha256: str
    created_at: datetime
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    proof_sha256: str
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class Inside:
    """One address by its ordinal: where it stands, never what it says."""

    id: UUID
    ordinal: int
    state: str
    verdict: str
    classification: str
    instruction: str
    outcome: str


@dataclass(frozen=True)
class Line:
    """Everything the desk may know about one envelope."""

    report: Report
    corroboration: Seen | None
    addresses: tuple[Inside, ...]
    events: tuple[Happened, ...]
    clocks: tuple[Running, ...]
    parcels: tuple[Leaving, ...]
    keys: tuple[str, ...]
    # The reference under which an authority has it kept; empty when none does.
    legal_hold: str


def line_of(report_id: UUID) -> Line:
    """The line of a report; Report.DoesNotExist when there is none. Eight queries."""
    reference = standing().filter(subject=OuterRef("pk")).values("reference")[:1]
    report = Report.objects.annotate(legal_hold=Subquery(reference)).get(pk=report_id)
    addresses = list(Address.objects.filter(report=report).order_by("ordinal"))
    nouns = [report.pk, *(address.pk for address in addresses)]
    return Line(
        report=report,
        legal_hold=report.legal_hold or "",
        corroboration=corroboration([report.pk]).get(report.pk),
        addresses=tuple(
            Inside(a.pk, a.ordinal, a.state, a.verdict, a.classification, a.instruction, a.outcome) for a in addresses
        ),
        events=_events(nouns, {address.pk: address.ordinal for address in addresses}),
        clocks=_running(nouns),
        parcels=_parcels(nouns),
        keys=_keys(report.pk),
    )


def _events(nouns: list[UUID], ordinals: dict[UUID, int]) -> tuple[Happened, ...]:
    found = Event.objects.filter(noun__in=nouns).order_by("recorded_at", "id")
    return tuple(
        Happened(e.procedure, e.verb, without_person(e.by), e.occurred_at, ordinals.get(e.noun)) for e in found
    )


def _running(nouns: list[UUID]) -> tuple[Running, ...]:
    found = Deadline.objects.filter(noun__in=nouns, met_at=None, expired_at=None).order_by("due_at")
    return tuple(Running(d.kind, d.role, d.due_at, d.follows, d.stopped_at is not None) for d in found)


def _parcels(nouns: list[UUID]) -> tuple[Leaving, ...]:
    found = Parcel.objects.filter(subject__in=nouns).select_related("acknowledgement").order_by("created_at")
    # The sealed body may be large and is nothing the desk could read.
    parcels = list(found.defer("sealed_body"))
    tries: dict[UUID, list[Try]] = {}
    for row in Attempt.objects.filter(parcel__in=[parcel.pk for parcel in parcels]).order_by("started_at"):
        one = Try(without_person(row.by), row.started_at, row.finished_at, row.outcome, row.detail)
        tries.setdefault(row.parcel_id, []).append(one)
    return tuple(_leaving(parcel, tries.get(parcel.pk, [])) for parcel in parcels)


def _leaving(parcel: Parcel, tries: list[Try]) -> Leaving:
    word = getattr(parcel, "acknowledgement", None)
    return Leaving(
        id=parcel.pk,
        kind=parcel.kind,
        recipient=parcel.recipient,
        channel=parcel.channel,
        state=parcel.state,
        body_sha256=parcel.body_sha256,
        created_at=parcel.created_at,
        delivered_at=parcel.delivered_at,
        acknowledged_at=parcel.acknowledged_at,
        acknowledged_by=without_person(word.by) if word else "",
        proof_sha256=word.proof_sha256 if word else "",
        tries=tuple(tries),
    )


def _keys(report: UUID) -> tuple[str, ...]:
    """The ids of the keys that the first envelope is sealed to, read from its header, which anybody may read."""
    parcel = Parcel.objects.filter(subject=report, kind="handover").first()
    try:
        first = handover.envelopes_of(parcel)[0] if parcel else b""
        return tuple(Envelope.from_bytes(first).header.recipients)
    except (SealingError, LookupError, ValueError):
        return ()
