"""What an analyst is offered next: urgent first, then by the clock; never what they judged or others have in hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery

from kindline.kernel import clock
from kindline.kernel.outbox.models import URGENT, Hold, Parcel, State
from kindline.kernel.people.models import User
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline.assessment import law
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.assessment.opinions import UNJUDGED
from kindline.services.hotline.models import Address, Report, Task

READY = (State.OFFERED, State.DELIVERED, State.ACKNOWLEDGED)
# Whom it was passed to comes in within a shift; afterwards anybody may take it.
KEPT_FOR = timedelta(hours=12)
# The clocks that an analyst meets; that of the hand-over belongs to the worker.
CLOCKS = ("handover_ack", "handover_ack_urgent", "verdict")
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Offer:
    """One thing to take: an address, or a parcel of words when `address` is None."""

    report: UUID
    parcel: UUID
    address: UUID | None
    urgent: bool
    due: datetime


def best(analyst: User) -> Offer | None:
    """What this analyst should take now; None when nothing waits for them."""
    found = [offer for offer in (_address(analyst), _words(analyst)) if offer]
    return min(found, key=lambda offer: (not offer.urgent, offer.due), default=None)


def count(analyst: User) -> int:
    """How many addresses wait for this analyst."""
    return addresses(analyst).count()


def addresses(analyst: User) -> QuerySet[Address, Any]:
    """The addresses this analyst may take."""
    handover = _ours().filter(subject=OuterRef("report_id"), kind="handover", state__in=READY)
    judged = Taking.objects.filter(address=OuterRef("pk"), analyst=analyst, end="answered")
    differ = Task.objects.filter(subject=OuterRef("pk"), kind="opinions_differ", done_at=None)
    found = Address.objects.filter(Exists(handover), state__in=UNJUDGED)
    return found.exclude(_in_hand("address") | _kept_for_another(analyst) | Exists(judged) | Exists(differ) | _held())


def _address(analyst: User) -> Offer | None:
    parcel = _ours().filter(subject=OuterRef("report_id"), kind="handover", state__in=READY).values("pk")[:1]
    found = addresses(analyst).annotate(parcel=Subquery(parcel), due=_due("report_id"), urgent=F("report__urgent"))
    found = found.annotate(mine=Exists(_passed_on().filter(passed_to=analyst)))
    order = ("-urgent", "-mine", F("due").asc(nulls_last=True), "report__received_hour", "report__number", "ordinal")
    row = found.order_by(*order).values("pk", "report", "parcel", "urgent", "due").first()
    return Offer(row["report"], row["parcel"], row["pk"], row["urgent"], row["due"] or NEVER) if row else None


def _words(analyst: User) -> Offer | None:
    """Reports without an address, and what reporters added: read and acknowledged, nothing to judge."""
    empty = Report.objects.filter(address_count=0).values("pk")
    found = _ours().filter(state__in=(State.OFFERED, State.DELIVERED))
    found = found.filter(Q(kind="addition") | Q(kind="handover", subject__in=empty))
    in_hand = Taking.objects.filter(parcel=OuterRef("pk"), address=None, ended_at=None)
    found = found.exclude(Exists(in_hand) | Q(subject__in=Hold.objects.values("subject")))
    ordered = found.annotate(due=_due("subject")).order_by("priority", "created_at")
    row = ordered.values("pk", "subject", "due", "priority").first()
    return Offer(row["subject"], row["pk"], None, row["priority"] == URGENT, row["due"] or NEVER) if row else None


def _ours() -> QuerySet[Parcel]:
    return Parcel.objects.filter(recipient=f"authority:{law.assessor().id}", channel="pickup")


def _in_hand(field: str) -> Exists:
    return Exists(Taking.objects.filter(**{field: OuterRef("pk")}, ended_at=None))


def _kept_for_another(analyst: User) -> Exists:
    return Exists(_passed_on().exclude(passed_to=analyst))


def _passed_on() -> QuerySet[Taking]:
    return Taking.objects.filter(address=OuterRef("pk"), end="passed_on", ended_at__gte=clock.now() - KEPT_FOR)


def _held() -> Q:
    return Q(pk__in=Hold.objects.values("subject"))


def _due(noun: str) -> Subquery:
    running = Deadline.objects.filter(noun=OuterRef(noun), kind__in=CLOCKS, met_at=None, expired_at=None)
    return Subquery(running.order_by("due_at").values("due_at")[:1], output_field=DateTimeField())
