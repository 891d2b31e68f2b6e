"""What the desk sees of envelopes: metadata, clocks and where each stands. Nothing here can open one (P1).

Every list costs a fixed number of queries, whatever its length; counts stop at `CAP`, so that a million closed reports
cost no more than ten thousand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kindline.kernel import clock
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import tasks
from kindline.services.hotline.intake.models import Message
from kindline.services.hotline.late import first_late
from kindline.services.hotline.models import Address, BlindTag, Notice, Report, Task

CAP = 1000
PAGE = 50
BEFORE_ACKNOWLEDGEMENT = ("received", "handed_over")
ACKNOWLEDGEMENT_CLOCKS = ("handover", "handover_ack", "handover_ack_urgent")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NOTICES_OUT = ("prepared", "confirmed", "announced", "picked_up", "acknowledged")
# A queue of envelopes by the states of the addresses inside; `late` and `sealed` look at the report itself.
ADDRESS_QUEUES: Mapping[str, tuple[str, ...]] = {
    "verdict": ("acknowledged",),
    "release": ("awaiting_release",),
    "held": ("held",),
    "routing": ("released",),
    "routed": ("routed",),
    "watching": ("watching",),
}
QUEUES = ("late", "sealed", *ADDRESS_QUEUES)
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("-urgent", "received_hour", "number"),
    "received": ("received_hour", "number"),
    "-received": ("-received_hour", "-number"),
    "number": ("number",),
    "-number": ("-number",),
}


class NoSuchQueue(LookupError):
    """The desk has no queue of this name."""


@dataclass(frozen=True)
class Filters:
    """What narrows a queue; empty fields narrow nothing."""

    language: str = ""
    channel: str = ""
    seen: str = ""
    urgent: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = "due"

    def condition(self) -> Q:
        chosen = {name: getattr(self, name) for name in ("language", "channel", "seen") if getattr(self, name)}
        if self.urgent:
            chosen["urgent"] = True
        if self.since:
            chosen["received_hour__date__gte"] = self.since
        if self.until:
            chosen["received_hour__date__lte"] = self.until
        return Q(**chosen)


@dataclass(frozen=True)
class Running:
    """The clock that is due first: what is awaited, from whom, and since when it should have happened."""

    kind: str
    role: str
    due: datetime
    follows: str
    stopped: bool


@dataclass(frozen=True)
class Carried:
    """Where the hand-over parcel is."""

    id: UUID
    state: str
    attempts: int
    delivered_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """In how many reports an address of this one was reported, this one included, and since when."""

    times: int
    since: datetime


@dataclass(frozen=True)
class Row:
    """One envelope as the desk may know it."""

    id: UUID
    number: int
    received: datetime
    channel: str
    language: str
    seen: str
    urgent: bool
    addresses: int
    state: str
    states: tuple[str, ...]
    corroboration: Seen | None
    clock: Running | None
    parcel: Carried | None


@dataclass(frozen=True)
class Page:
    """A page of a queue and whether another follows."""

    rows: tuple[Row, ...]
    number: int
    more: bool


def envelopes(queue: str) -> QuerySet[Report]:
    """The reports of a queue, unordered."""
    if queue == "late":
        return Report.objects.filter(Exists(_overdue(clock.now())), state__in=BEFORE_ACKNOWLEDGEMENT)
    if queue == "sealed":
        return Report.objects.filter(state__in=BEFORE_ACKNOWLEDGEMENT)
    if queue not in ADDRESS_QUEUES:
        raise NoSuchQueue(queue)
    inside = Address.objects.filter(state__in=ADDRESS_QUEUES[queue])
    return Report.objects.filter(pk__in=inside.values("report_id"))


def _overdue(now: datetime) -> QuerySet[Deadline]:
    # An expired clock that was never met is as late as a running one past its time.
    unmet = Deadline.objects.filter(noun=OuterRef("pk"), met_at=None, stopped_at=None, due_at__lte=now)
    return unmet.filter(kind__in=ACKNOWLEDGEMENT_CLOCKS)


def waiting(queue: str, *, filters: Filters | None = None, page: int = 1, size: int = PAGE) -> Page:
    """One page of a queue: five queries."""
    chosen = filters or Filters()
    order = SORTS.get(chosen.sort, SORTS["due"])
    found = envelopes(queue).filter(chosen.condition()).order_by(*order)
    start = (page - 1) * size
    # Put in order by what the index holds; whole rows are read for this page only.
    reports = list(Report.objects.filter(pk__in=found.values("pk")[start : start + size + 1]).order_by(*order))
    return Page(rows=rows(reports[:size]), number=page, more=len(reports) > size)


def rows(reports: Sequence[Report]) -> tuple[Row, ...]:
    """What the desk shows of these reports: four queries, however many there are."""
    ids = [report.pk for report in reports]
    inside = _addresses(ids)
    seen, clocks, parcels = corroboration(ids), _clocks(ids, inside), _parcels(ids)
    return tuple(
        Row(
            id=report.pk,
            number=report.number,
            received=report.received_hour,
            channel=report.channel,
            language=report.language,
            seen=report.seen,
            urgent=report.urgent,
            addresses=report.address_count,
            state=report.state,
            states=tuple(state for _, state in inside.get(report.pk, [])),
            corroboration=seen.get(report.pk),
            clock=_first(report, clocks),
            parcel=parcels.get(report.pk),
        )
        for report in reports
    )


def _addresses(reports: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    inside: dict[UUID, list[tuple[UUID, str]]] = {}
    found = Address.objects.filter(report__in=list(reports)).order_by("ordinal")
    for report, address, state in found.values_list("report_id", "pk", "state"):
        inside.setdefault(report, []).append((address, state))
    return inside


def corroboration(reports: Iterable[UUID]) -> dict[UUID, Seen]:
    """For each report whose addresses were reported more than once: how often and since when. One query."""
    own = BlindTag.objects.filter(address__report=OuterRef(OuterRef("pk"))).values("tag")
    equal = BlindTag.objects.filter(tag__in=own).order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    times = equal.annotate(n=Count("address__report", distinct=True)).values("n")
    since = equal.annotate(first=Min("address__report__received_hour")).values("first")
    counted = Report.objects.filter(pk__in=list(reports)).annotate(
        times=Coalesce(Subquery(times, output_field=IntegerField()), 0), since=Subquery(since)
    )
    return {pk: Seen(n, first) for pk, n, first in counted.values_list("pk", "times", "since") if n > 1}


def _clocks(
    reports: Iterable[UUID], inside: Mapping[UUID, list[tuple[UUID, str]]]
) -> dict[UUID, list[tuple[Running, bool]]]:
    """By report: the unmet clocks of it and of its addresses, first due first, and whether each is still running."""
    owner = {address: report for report, held in inside.items() for address, _ in held}
    owner |= {report: report for report in reports}
    found: dict[UUID, list[tuple[Running, bool]]] = {}
    unmet = Deadline.objects.filter(noun__in=list(owner), met_at=None).order_by("due_at")
    for row in unmet:
        running = Running(row.kind, row.role, row.due_at, row.follows, row.stopped_at is not None)
        found.setdefault(owner[row.noun], []).append((running, row.expired_at is None))
    return found


def _first(report: Report, clocks: Mapping[UUID, list[tuple[Running, bool]]]) -> Running | None:
    """What this report is late with, or waits for next. Before the acknowledgement an expired clock still counts."""
    waits = report.state in BEFORE_ACKNOWLEDGEMENT
    for running, runs in clocks.get(report.pk, []):
        if running.stopped:
            continue
        if runs or (waits and running.kind in ACKNOWLEDGEMENT_CLOCKS):
            return running
    return None


def _parcels(reports: Iterable[UUID]) -> dict[UUID, Carried]:
    found = Parcel.objects.filter(subject__in=list(reports), kind="handover").order_by("created_at")
    return {
        parcel.subject: Carried(parcel.pk, parcel.state, parcel.attempts, parcel.delivered_at, parcel.acknowledged_at)
        for parcel in found.only("subject", "state", "attempts", "delivered_at", "acknowledged_at")
    }


def counts(role: str) -> dict[str, int]:
    """How many wait in each queue and at each kind of task, at most `CAP` each: one query in core, one in intake."""
    connection = connections["core"]
    names, sql, values = _statement(role, connection.vendor)
    mark, now = (connection.ops.adapt_datetimefield_value(moment) for moment in (LONG_AGO, clock.now()))
    with connection.cursor() as cursor:
        cursor.execute(sql, [now if value == mark else value for value in values])
        found = dict(zip(names, (int(n) for n in cursor.fetchone()), strict=True))
    found["questions"] = Message.objects.filter(to_reporter=False, answered=False)[:CAP].count()
    return found


@lru_cache(maxsize=16)
def _statement(role: str, vendor: str) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Many capped counts in one statement, which the ORM cannot say; written once, for it stands on every page.

    `LONG_AGO` stands where the present moment belongs.
    """
    queues = _to_count(role)
    parts, values = [], []
    for rows_of in queues.values():
        sql, params = rows_of.order_by()[:CAP].query.get_compiler("core").as_sql()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")
        values.extend(params)
    return tuple(queues), f"SELECT {', '.join(parts)}", tuple(values)


def _to_count(role: str) -> dict[str, QuerySet[Any]]:
    """What is counted, each by one column, from an index alone where there is one."""
    queues: dict[str, QuerySet[Any]] = {
        name: Address.objects.filter(state__in=states).values("report_id").distinct()
        for name, states in ADDRESS_QUEUES.items()
    }
    before = Report.objects.filter(state__in=BEFORE_ACKNOWLEDGEMENT)
    queues |= {"late": before.filter(Exists(_overdue(LONG_AGO))).values("pk"), "sealed": before.values("pk")}
    queues["turns"] = first_late(LONG_AGO).values("pk")
    queues["notices"] = Notice.objects.filter(state__in=NOTICES_OUT).values("pk")
    roles = ("operator", "supervisor") if role == "supervisor" else (role,)
    for kind in tasks.ROLES:
        queues[kind] = Task.objects.filter(done_at=None, kind=kind, role__in=roles).values("pk")
    return queues
