"""How long things took: the middle, the slow end, and the share in time, without counting what may still be in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

LIMITS = (24, 72, 168)  # hours; the clocks of hotlines and of their published figures
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Within:
    """Of the rows that ended or have waited at least `hours`, how many ended within them."""

    hours: int
    n: int
    of: int


@dataclass(frozen=True)
class Lasted:
    """Times in hours. `n` rows ended; `of` rows there are; of `unknown` ones a moment is missing or was made coarse."""

    n: int
    of: int
    unknown: int
    median: float | None
    p95: float | None
    within: tuple[Within, ...]


def lasted(spans: Sequence[tuple[datetime | None, datetime | None]], *, as_of: datetime) -> Lasted:
    """The times of (start, end) pairs. A row without an end counts as late only once its time is over."""
    usable = [(start, end) for start, end in spans if start and not is_coarse(start) and not (end and is_coarse(end))]
    hours = sorted((end - start) / HOUR for start, end in usable if end is not None)
    waiting = [(as_of - start) / HOUR for start, end in usable if end is None]
    return Lasted(
        n=len(hours),
        of=len(spans),
        unknown=len(spans) - len(usable),
        median=round(median(hours), 1) if hours else None,
        p95=round(percentile(hours, 95), 1) if hours else None,
        within=tuple(_within(limit, hours, waiting) for limit in LIMITS),
    )


def is_coarse(moment: datetime) -> bool:
    """Whether only the month of a moment is left: what a stub keeps after erasure.

    What truly came in the first hour of a month, UTC, cannot be told apart and is left out too.
    """
    return (moment.day, moment.hour, moment.minute, moment.second, moment.microsecond) == (1, 0, 0, 0, 0)


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile: a value that occurred, never one between two."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _within(limit: int, hours: Sequence[float], waiting: Sequence[float]) -> Within:
    over = sum(wait >= limit for wait in waiting)
    return Within(limit, sum(hour <= limit for hour in hours), len(hours) + over)
