"""Counting a figure: one grouped query for counts and shares, one pass over two moments for times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.figures.definition import MONTH, Figure, Kind
from kindline.kernel.figures.durations import Lasted, lasted
from kindline.kernel.figures.period import Period, period

TOTAL = ""


@dataclass(frozen=True)
class Cell:
    """One number: `n`, out of `of` rows; for a time also how long."""

    value: str
    n: int
    of: int
    time: Lasted | None = None

    @property
    def share(self) -> float | None:
        """n of `of`, between 0 and 1; None when there is nothing to take a share of."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True)
class Table:
    """A figure in one period, divided one way: the parts, and the total counted for itself."""

    figure: Figure
    period: Period
    by: str
    cells: tuple[Cell, ...]
    total: Cell
    as_of: datetime

    def cell(self, value: str) -> Cell:
        """The part of this name; nothing happened to a part that is not there."""
        return next((cell for cell in self.cells if cell.value == value), Cell(value, 0, 0))


def compute(figure: Figure, during: Period, *, by: str = "") -> Table:
    """Count `figure` in a period. KeyError when it is not divided by `by`."""
    as_of = clock.now()
    parts = _parts(figure, figure.divided(during, by), as_of) if by else []
    ordered = sorted(parts, key=lambda cell: cell.value if by == MONTH else (-cell.of, cell.value))
    return Table(figure, during, by, tuple(ordered), _whole(figure, figure.in_period(during), as_of), as_of)


def rows_of(figure: Figure, during: Period, *, by: str = "", value: str = "", only: bool = False) -> QuerySet[Any]:
    """The rows behind a number: all that it is out of or, with `only`, those that are counted."""
    rows = _rows(figure, during, by, value) if by else figure.in_period(during)
    return rows.filter(figure.counted) if only else rows


def _rows(figure: Figure, whole: Period, by: str, value: str) -> QuerySet[Any]:
    if by == MONTH:
        return figure.in_period(whole).filter(figure.falls_in(period(value, whole.zone)))
    rows = figure.divided(whole, by)
    known = [one for one in rows.order_by().values_list("dimension", flat=True).distinct() if label(one) == value]
    nothing = Q(dimension=None) if None in known else Q()
    return rows.filter(Q(dimension__in=[one for one in known if one is not None]) | nothing)


def label(value: Any) -> str:
    """A part by its name: codes as they are, a month as 2026-11, nothing as `unknown`."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value in (None, "") else str(value)


def _whole(figure: Figure, rows: QuerySet[Any], as_of: datetime) -> Cell:
    if figure.kind is Kind.TIME:
        return _time(TOTAL, lasted(list(rows.order_by().values_list(figure.start, figure.end)), as_of=as_of))
    counted = rows.aggregate(held=_held(figure), whole=Count("pk"))
    return Cell(TOTAL, counted["held"], counted["whole"])


def _parts(figure: Figure, rows: QuerySet[Any], as_of: datetime) -> list[Cell]:
    if figure.kind is Kind.TIME:
        return _times(figure, rows, as_of)
    found: dict[str, Cell] = {}
    grouped = rows.order_by().values("dimension").annotate(held=_held(figure), whole=Count("pk"))
    for value, held, whole in grouped.values_list("dimension", "held", "whole"):
        name = label(value)
        before = found.get(name, Cell(name, 0, 0))
        found[name] = Cell(name, before.n + held, before.of + whole)
    return list(found.values())


def _held(figure: Figure) -> Count:
    return Count("pk", filter=figure.counted) if figure.counted else Count("pk")


def _times(figure: Figure, rows: QuerySet[Any], as_of: datetime) -> list[Cell]:
    spans: dict[str, list[tuple[datetime | None, datetime | None]]] = {}
    for value, start, end in rows.order_by().values_list("dimension", figure.start, figure.end):
        spans.setdefault(label(value), []).append((start, end))
    return [_time(name, lasted(both, as_of=as_of)) for name, both in spans.items()]


def _time(name: str, time: Lasted) -> Cell:
    return Cell(name, time.n, time.of, time)
