"""What a figure is: the words that define it and the query that counts it, side by side, so that neither lies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMonth

from kindline.kernel.figures.period import Period

Expression = Combinable
MONTH = "month"
CROSS = " × "


class Kind(StrEnum):
    """How rows become a number."""

    COUNT = "count"  # how many rows
    SHARE = "share"  # how many of the rows hold `counted`
    TIME = "time"  # how long from one moment to another, over the rows where both are known


@dataclass(frozen=True)
class Figure:
    """One figure. `definition`, `denominator` and `cannot` are English, exact, and what a reader may hold us to.

    `rows` are the denominator: every row a figure speaks about, by whose moment `on` it belongs to a period.
    A new meaning is a new `version`; snapshots of the old one stay what they were.
    """

    name: str
    title: str
    definition: str
    denominator: str
    unit: str
    kind: Kind
    rows: Callable[[], QuerySet[Any]]
    on: str
    opens: str  # what a row leads to: "report" or "notice"
    key: str  # the field that names it
    shown: tuple[str, ...]  # the fields of a row that a person may see
    counted: Q = field(default_factory=Q)
    start: Expression = Value(None)
    end: Expression = Value(None)
    dimensions: Mapping[str, Expression] = field(default_factory=dict)
    # A dimension that crosses two others, in this order; its parts are called `one CROSS other`.
    crossed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    public: bool = True
    cannot: str = ""
    version: int = 1

    def by(self) -> tuple[str, ...]:
        """Every way to divide it; each has its month."""
        return (MONTH, *self.dimensions)

    def in_period(self, period: Period) -> QuerySet[Any]:
        """Its rows in this period, each with what divides it and what it measures."""
        return self.rows().filter(self.falls_in(period))

    def falls_in(self, period: Period) -> Q:
        """The condition that a row belongs to this period."""
        return Q((f"{self.on}__gte", period.start), (f"{self.on}__lt", period.until))

    def divided(self, period: Period, by: str) -> QuerySet[Any]:
        """`in_period`, with `dimension` on each row; KeyError when this figure is not divided so."""
        month = TruncMonth(self.on, tzinfo=period.zone)
        rows: QuerySet[Any] = self.in_period(period).annotate(dimension=month if by == MONTH else self.dimensions[by])
        return rows


@dataclass(frozen=True)
class Place:
    """Where a number stands: the figure, how it is divided, which part of it."""

    figure: str
    by: str = ""
    value: str = ""


@dataclass(frozen=True)
class Agreement:
    """Two numbers that must be equal: one number of a figure, and the sum of others. Checked, and kept in public."""

    name: str
    whole: Place
    parts: tuple[Place, ...]


@dataclass(frozen=True)
class Sides:
    """Two ways to count the same thing, from different tables, that must agree."""

    name: str
    words: str
    sides: Callable[[Period], tuple[int, int]]
