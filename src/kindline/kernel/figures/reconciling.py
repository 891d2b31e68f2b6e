"""Do the figures add up: parts to their whole, figures to each other, two ways to count to one number (P10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from kindline.kernel.figures.computing import Table, compute
from kindline.kernel.figures.definition import Agreement, Place
from kindline.kernel.figures.period import Period
from kindline.kernel.figures.register import agreements, all_sides, figure, figures


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and the two numbers that were compared."""

    name: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right


def checks(period: Period) -> Iterator[Check]:
    """Everything that must hold in a period, computed now."""
    for one in figures():
        yield from (part for by in one.by() for part in _parts(compute(one, period, by=by)))
    yield from (_agreement(one, period) for one in agreements())
    yield from (Check(one.name, *one.sides(period)) for one in all_sides())


def _parts(table: Table) -> tuple[Check, ...]:
    name = f"{table.figure.name} by {table.by}"
    counted = Check(f"{name}: parts", sum(cell.n for cell in table.cells), table.total.n)
    return counted, Check(f"{name}: denominators", sum(cell.of for cell in table.cells), table.total.of)


def _agreement(one: Agreement, period: Period) -> Check:
    return Check(one.name, _number(one.whole, period), sum(_number(place, period) for place in one.parts))


def _number(place: Place, period: Period) -> int:
    table = compute(figure(place.figure), period, by=place.by)
    return (table.cell(place.value) if place.by else table.total).n
