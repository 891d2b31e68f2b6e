"""The score card of a provider: how fast it acknowledges and removes, how much it refuses or leaves unanswered.

Counted over the notices announced within a year; every median and share comes with how many it was counted from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.mandate.active import active
from kindline.services.hotline.models import Notice, NoticeItem

YEAR = timedelta(days=365)
AT_MOST = 5000


@dataclass(frozen=True)
class Typical:
    """The median of a length of time, and of how many."""

    length: timedelta | None
    n: int


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass(frozen=True)
class ScoreCard:
    """One provider over a year. `unanswered` counts lines whose time to answer is over."""

    notices: int
    lines: int
    acknowledging: Typical
    removing: Typical
    refused: Share
    unanswered: Share


def score_card(provider: UUID) -> ScoreCard:
    """The card of one provider: two queries."""
    since = clock.now() - YEAR
    sent = Notice.objects.filter(provider=provider, announced_at__gte=since).order_by("-announced_at")
    times = list(sent.values_list("announced_at", "acknowledged_at")[:AT_MOST])
    told = NoticeItem.objects.filter(notice__provider=provider, notice__announced_at__gte=since)
    lines = list(
        told.order_by("-notice__announced_at").values_list("action", "acted_at", "notice__announced_at")[:AT_MOST]
    )
    over = clock.now() - timedelta(hours=active().clocks["notice_action"].hours)
    due = [action for action, _, announced in lines if action or (announced and announced <= over)]
    return ScoreCard(
        notices=len(times),
        lines=len(lines),
        acknowledging=_typical([(start, end) for start, end in times if end]),
        removing=_typical([(announced, acted) for action, acted, announced in lines if action == "removed" and acted]),
        refused=Share(sum(action == "refused" for action, _, _ in lines), len(lines)),
        unanswered=Share(sum(action in ("", "unanswered") for action in due), len(due)),
    )


def _typical(spans: Sequence[tuple[datetime | None, datetime | None]]) -> Typical:
    lengths = [end - start for start, end in spans if start and end]
    seconds = [length.total_seconds() for length in lengths]
    return Typical(timedelta(seconds=median(seconds)) if seconds else None, len(seconds))
