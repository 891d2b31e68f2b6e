"""The figures of a year as the public may have them: everything that is published together is suppressed together."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kindline.kernel.figures.computing import Cell, Table, compute
from kindline.kernel.figures.definition import CROSS, Kind
from kindline.kernel.figures.durations import Within
from kindline.kernel.figures.period import Period
from kindline.kernel.figures.register import agreements, figures
from kindline.kernel.figures.suppression import LEAST, Sum, hidden

# The slow end of few is one person's case.
LEAST_FOR_P95 = 20
Part = Literal["n", "rest", "of"]


@dataclass(frozen=True)
class Number:
    """The name of one number: figure, division, part of it, and which side of the share."""

    figure: str
    by: str
    value: str
    part: Part


class YearsOnly(ValueError):
    """Months and quarters could be subtracted from a year that is already out; only whole years are published."""


@dataclass(frozen=True)
class PublicCell:
    """One part as it is published: None is suppressed, and says so."""

    value: str
    n: int | None
    of: int | None
    share: float | None
    median: float | None
    p95: float | None
    within: tuple[Within, ...] = ()

    @property
    def suppressed(self) -> bool:
        return self.n is None


@dataclass(frozen=True)
class PublicTable:
    """A figure divided one way; `total` is its last row."""

    table: Table
    cells: tuple[PublicCell, ...]
    total: PublicCell


def publish(period: Period) -> tuple[PublicTable, ...]:
    """Every public figure of a whole year, divided in every way; YearsOnly for anything shorter."""
    if not period.is_year:
        raise YearsOnly(period.name)
    tables = [compute(one, period, by=by) for one in figures() if one.public for by in ("", *one.by())]
    return suppress(tables)


def suppress(tables: Sequence[Table], *, least: int = LEAST) -> tuple[PublicTable, ...]:
    """These tables without what small numbers would tell, each alone or all together."""
    numbers: dict[Hashable, int] = {}
    sums: list[Sum] = []
    for table in tables:
        numbers |= _numbers(table)
        sums += _sums(table)
    sums += _agreed(numbers)
    # A margin that is not published alongside says nothing.
    secret = hidden(numbers, [one for one in sums if one.total in numbers], least=least)
    return tuple(
        PublicTable(table, tuple(_shown(table, cell, secret) for cell in table.cells), _shown(table, None, secret))
        for table in tables
    )


def _named(table: Table, cell: Cell | None, part: Part) -> Number:
    """Totals have one name, however the figure is divided: they are one number."""
    kind = table.figure.kind
    part = "n" if kind is Kind.COUNT else part
    return Number(table.figure.name, table.by if cell else "", cell.value if cell else "", part)


def _numbers(table: Table) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    for cell, counted in ((None, table.total), *((cell, cell) for cell in table.cells)):
        found[_named(table, cell, "n")] = counted.n
        if table.figure.kind is not Kind.COUNT:
            found[_named(table, cell, "rest")] = counted.of - counted.n
            found[_named(table, cell, "of")] = counted.of
    return found


def _sums(table: Table) -> list[Sum]:
    parts: tuple[Part, ...] = ("n",) if table.figure.kind is Kind.COUNT else ("n", "rest", "of")
    rows: tuple[Cell | None, ...] = (None, *table.cells)
    down = [
        Sum(_named(table, None, part), tuple(_named(table, cell, part) for cell in table.cells))
        for part in parts
        if table.by
    ]
    across = [
        Sum(_named(table, cell, "of"), (_named(table, cell, "n"), _named(table, cell, "rest")))
        for cell in rows
        if len(parts) > 1
    ]
    return down + across + _crossed(table, parts)


def _crossed(table: Table, parts: tuple[Part, ...]) -> list[Sum]:
    """The rows and the columns of a table of two sides add up to the parts of either side."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for cell in table.cells if table.by in table.figure.crossed else ():
        one, _, other = cell.value.rpartition(CROSS)
        for by, value in zip(table.figure.crossed[table.by], (one, other), strict=True):
            found.setdefault((by, value), []).append(cell)
    name = table.figure.name
    return [
        Sum(Number(name, by, value, part), tuple(_named(table, cell, part) for cell in cells))
        for (by, value), cells in found.items()
        for part in parts
    ]


def _agreed(numbers: Mapping[Hashable, int]) -> list[Sum]:
    """What must be equal between figures is known to every reader of the definitions."""
    found = []
    for one in agreements():
        whole, *parts = (Number(place.figure, place.by, place.value, "n") for place in (one.whole, *one.parts))
        if whole in numbers:
            found.append(Sum(whole, tuple(part for part in parts if part in numbers)))
    return found


def _shown(table: Table, cell: Cell | None, secret: frozenset[Hashable]) -> PublicCell:
    counted = cell or table.total
    n = None if _named(table, cell, "n") in secret else counted.n
    of = None if _named(table, cell, "of") in secret else counted.of
    whole = n is not None and of is not None
    time = counted.time if whole else None
    return PublicCell(
        value=counted.value,
        n=n,
        of=of,
        share=counted.share if whole and table.figure.kind is not Kind.COUNT else None,
        median=time.median if time else None,
        p95=time.p95 if time and counted.n >= LEAST_FOR_P95 else None,
        within=tuple(_in_steps(time.within)) if time else (),
    )


def _in_steps(limits: Iterable[Within]) -> Iterator[Within]:
    """Those limits that differ from each other, and from their own whole, by nobody or by enough."""
    before = 0
    for limit in limits:
        if not any(0 < few < LEAST for few in (limit.n - before, limit.of - limit.n)):
            yield limit
            before = limit.n
