"""What is late, whose turn it is, and what happens next: read from the clocks, day and night (P3, P4).

A clock that ran out and was not met since is late from its first due time, however often somebody was reminded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from kindline.kernel import clock
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline.models import Address, Notice, Reconciliation, Report, Task

PAGE = 50
OURS = ("recheck", "look_for_return", "end_return_watch")
SOON = timedelta(hours=24)
# Whose turn it can be, in the order of who is written to first.
ROLES = ("police", "provider", "operator", "supervisor", "worker")


@dataclass(frozen=True)
class Subject:
    """What a clock is about, as the desk may know it."""

    kind: str
    id: UUID
    name: str
    note: str = ""


@dataclass(frozen=True)
class Next:
    """What follows: a clock that still runs, or a task that waits for a person."""

    follows: str = ""
    due: datetime | None = None
    task: UUID | None = None
    kind: str = ""


@dataclass(frozen=True)
class Turn:
    """Something that is awaited."""

    kind: str
    role: str
    due: datetime
    about: Subject
    next: Next


@dataclass(frozen=True)
class Summary:
    """How much is late and due, by whose turn it is; the longest lateness; open tasks."""

    late: dict[str, int]
    soon: dict[str, int]
    longest: timedelta
    tasks: int


def first_late(moment: datetime | None = None) -> QuerySet[Deadline]:
    """One row for each thing that is late at a moment, now unless it is named: its first clock that nobody met."""
    earlier = Deadline.objects.filter(
        noun=OuterRef("noun"), kind=OuterRef("kind"), met_at=None, stopped_at=None, due_at__lt=OuterRef("due_at")
    )
    return _unmet().filter(~Exists(earlier), due_at__lte=moment or clock.now())


def coming() -> QuerySet[Deadline]:
    """What is due within a day and not late yet."""
    over = Deadline.objects.filter(
        noun=OuterRef("noun"), kind=OuterRef("kind"), met_at=None, stopped_at=None, due_at__lte=clock.now()
    )
    moment = clock.now()
    return _unmet().filter(~Exists(over), expired_at=None, due_at__gt=moment, due_at__lte=moment + SOON)


def _unmet() -> QuerySet[Deadline]:
    # Our own looks at a name are due when they are due; nobody is late with them.
    return Deadline.objects.filter(met_at=None, stopped_at=None).exclude(follows__in=OURS)


def turns(found: QuerySet[Deadline], *, role: str = "", page: int = 1) -> tuple[tuple[Turn, ...], bool]:
    """A page of what is awaited, longest first, and whether another follows: four queries."""
    rows = _rows(found, role=role, page=page)
    return _told(rows[:PAGE]), len(rows) > PAGE


def late_and_coming(*, role: str = "", page: int = 1) -> tuple[tuple[Turn, ...], tuple[Turn, ...], bool]:
    """A page of what is late, the first of what is due within a day, and whether more is late: five queries."""
    over, soon = _rows(first_late(), role=role, page=page), _rows(coming(), role=role, page=1)[:PAGE]
    told = _told([*over[:PAGE], *soon])
    moment = clock.now()
    late, next_ones = (tuple(t for t in told if (t.due <= moment) == over_now) for over_now in (True, False))
    return late, next_ones, len(over) > PAGE


def _rows(found: QuerySet[Deadline], *, role: str, page: int) -> list[Deadline]:
    narrowed = found.filter(role=role) if role else found
    start = (page - 1) * PAGE
    return list(narrowed.order_by("due_at", "id")[start : start + PAGE + 1])


def _told(rows: Sequence[Deadline]) -> tuple[Turn, ...]:
    subjects, following = _subjects([row.noun for row in rows]), _following(rows)
    return tuple(
        Turn(row.kind, row.role, row.due_at, subjects[row.noun], following[row.noun, row.kind])
        for row in rows
        if row.noun in subjects
    )


def summary() -> Summary:
    """The same in numbers: four queries."""
    oldest = first_late().order_by("due_at").values_list("due_at", flat=True).first()
    return Summary(
        late=_by_role(first_late()),
        soon=_by_role(coming()),
        longest=clock.now() - oldest if oldest else timedelta(),
        tasks=Task.objects.filter(done_at=None).count(),
    )


def _by_role(found: QuerySet[Deadline]) -> dict[str, int]:
    counted = found.order_by().values("role").annotate(n=Count("id")).values_list("role", "n")
    return dict(counted)


def _subjects(nouns: Iterable[UUID]) -> dict[UUID, Subject]:
    """What each clock is about, whatever noun that is: one query over the four."""
    wanted = list(nouns)
    reports = _named(Report.objects.filter(pk__in=wanted), "report", F("pk"), _text("number"), Value(""))
    addresses = _named(
        Address.objects.filter(pk__in=wanted),
        "report",
        F("report_id"),
        _text("report__number"),
        Concat(Value("· "), _text("ordinal")),
    )
    notices = _named(Notice.objects.filter(pk__in=wanted), "notice", F("pk"), F("number"), F("provider__name"))
    lists = Reconciliation.objects.filter(pk__in=wanted)
    months = _named(lists, "reconciliation", F("pk"), Substr(_text("month"), 1, 7), F("authority"))
    found = reports.union(addresses, notices, months, all=True)
    return {noun: Subject(kind, link, name, note) for noun, kind, link, name, note in found}


def _named(found: QuerySet[Any], kind: str, link: Any, name: Any, note: Any) -> QuerySet[Any, tuple[Any, ...]]:
    columns = {"said_kind": Value(kind), "said_link": link, "said_name": name, "said_note": note}
    named: QuerySet[Any, tuple[Any, ...]] = found.order_by().annotate(**columns).values_list("pk", *columns)
    return named


def _text(field: str) -> Cast:
    return Cast(field, CharField())


def _following(rows: Sequence[Deadline]) -> dict[tuple[UUID, str], Next]:
    nouns = [row.noun for row in rows]
    running = {
        (row.noun, row.kind): row
        for row in Deadline.objects.filter(noun__in=nouns, met_at=None, expired_at=None, stopped_at=None)
    }
    asked = {task.subject: task for task in Task.objects.filter(subject__in=nouns, done_at=None).order_by("-made_at")}
    return {(row.noun, row.kind): _next(row, running, asked) for row in rows}


def _next(row: Deadline, running: dict[tuple[UUID, str], Deadline], asked: dict[UUID, Task]) -> Next:
    """A person who is asked comes first; else the clock that runs, which says what follows it."""
    task, still = asked.get(row.noun), running.get((row.noun, row.kind))
    if task:
        return Next(task=task.pk, kind=task.kind)
    return Next(still.follows, still.due_at) if still else Next()
