"""How much a person may still be exposed to today: a budget a day, a pause after a sitting. Pure arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Limits:
    """Minutes: in a day, in one sitting, of the pause after it, and the most that one hand-out counts.

    Two hours a day is the published practice of Child Focus. The last bounds what a screen left open costs.
    """

    day: int = 120
    sitting: int = 45
    pause: int = 15
    one: int = 20


@dataclass(frozen=True)
class Span:
    """One exposure: when, and how much of it counts."""

    began: datetime
    ended: datetime
    counted: timedelta


@dataclass(frozen=True)
class Allowance:
    """What is used, and whether more may be handed out now: if not, why (`budget`, `pause`) and until when.

    `seated`: a sitting has begun that no whole pause has ended yet.
    """

    used: timedelta
    sitting: timedelta
    limits: Limits
    seated: bool = False
    why: str = ""
    until: datetime | None = None

    @property
    def minutes_used(self) -> int:
        return int(self.used.total_seconds() // 60)

    @property
    def minutes_left(self) -> int:
        """Whole minutes still in today's budget, never below nothing."""
        return max(0, self.limits.day - self.minutes_used)


def allowance(spans: Iterable[Span], *, now: datetime, limits: Limits, zone: ZoneInfo) -> Allowance:
    """The allowance at `now`. The day is that of `zone`; a sitting goes on until a pause as long as it must be."""
    known = sorted(spans, key=lambda span: span.began)
    midnight = _midnight(now, zone)
    used = sum((span.counted for span in known if span.began >= midnight), timedelta())
    spans = _sitting(known, now, timedelta(minutes=limits.pause))
    sitting, seated = sum((span.counted for span in spans), timedelta()), bool(spans)
    if used >= timedelta(minutes=limits.day):
        return Allowance(used, sitting, limits, seated, "budget", _midnight(now, zone, days=1))
    if sitting >= timedelta(minutes=limits.sitting):
        return Allowance(used, sitting, limits, seated, "pause", known[-1].ended + timedelta(minutes=limits.pause))
    return Allowance(used, sitting, limits, seated)


def _midnight(now: datetime, zone: ZoneInfo, *, days: int = 0) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time(), zone)


def _sitting(known: list[Span], now: datetime, pause: timedelta) -> list[Span]:
    """The exposures since the last whole pause, newest first."""
    spans, later = list[Span](), now
    for span in reversed(known):
        if later - span.ended >= pause:
            break
        spans.append(span)
        later = span.began
    return spans
