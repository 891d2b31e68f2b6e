"""Notices as the desk sees them: to whom, how many lines, where each stands. The addresses stay in the sealed text."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline.models import Notice, NoticeItem
from kindline.services.hotline.queue import NOTICES_OUT, PAGE, Running


@dataclass(frozen=True)
class NoticeRow:
    """One notice in a list."""

    id: UUID
    number: str
    provider: str
    standing: str
    language: str
    state: str
    lines: int
    answered: int
    made_at: datetime
    announced_at: datetime | None
    acknowledged_at: datetime | None
    clock: Running | None


def notices(*, state: str = "", provider: UUID | None = None, page: int = 1) -> tuple[tuple[NoticeRow, ...], bool]:
    """A page of notices, oldest first, and whether another follows: two queries. Without a state: those still out."""
    found = Notice.objects.filter(state=state) if state else Notice.objects.filter(state__in=NOTICES_OUT)
    if provider:
        found = Notice.objects.filter(provider=provider)
    counted = found.annotate(
        line_count=Count("items"), answered_count=Count("items", filter=~Q(items__action=""))
    ).select_related("provider")
    start = (page - 1) * PAGE
    held = list(counted.defer("sealed").order_by("made_at", "number")[start : start + PAGE + 1])
    clocks = _clocks([notice.pk for notice in held])
    rows = tuple(
        NoticeRow(
            id=notice.pk,
            number=notice.number,
            provider=notice.provider.name,
            standing=notice.provider.standing,
            language=notice.language,
            state=notice.state,
            lines=notice.line_count,
            answered=notice.answered_count,
            made_at=notice.made_at,
            announced_at=notice.announced_at,
            acknowledged_at=notice.acknowledged_at,
            clock=clocks.get(notice.pk),
        )
        for notice in held[:PAGE]
    )
    return rows, len(held) > PAGE


def items(notice: Notice) -> list[NoticeItem]:
    """The lines of a notice with the report each belongs to."""
    return list(NoticeItem.objects.filter(notice=notice).select_related("address__report").order_by("line"))


def _clocks(nouns: list[UUID]) -> dict[UUID, Running]:
    found = Deadline.objects.filter(noun__in=nouns, met_at=None, expired_at=None).order_by("-due_at")
    return {d.noun: Running(d.kind, d.role, d.due_at, d.follows, d.stopped_at is not None) for d in found}
