"""What the public may see: no small number, and none that subtraction brings back (P10).

A publication is one system of numbers and sums. Small numbers are hidden first; then, in every sum that would give one
back, the next smallest; at the end linear algebra asks what is still determined, as an attacker would.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST = 5
Row = dict[Hashable, Fraction]


@dataclass(frozen=True)
class Sum:
    """One published relation: `total` is the sum of `parts`."""

    total: Hashable
    parts: tuple[Hashable, ...]


def hidden(numbers: Mapping[Hashable, int], sums: Sequence[Sum], *, least: int = LEAST) -> frozenset[Hashable]:
    """The numbers that must not be published: each above 0 and under `least`, and what protects them.

    Zero is no small number: that nothing was found tells of nobody.
    """
    hide = {key for key, number in numbers.items() if 0 < number < least}
    while True:
        more = next((key for one in sums if (key := _still_needed(one, numbers, hide, least))), None)
        more = more or _giving_away(sums, hide, numbers)
        if more is None:
            return frozenset(hide)
        hide.add(more)


def _still_needed(one: Sum, numbers: Mapping[Hashable, int], hide: set[Hashable], least: int) -> Hashable | None:
    """What this sum must hide besides; None when it keeps its secrets already."""
    parts = [key for key in one.parts if key in hide]
    shown = sorted((key for key in one.parts if key not in hide and numbers[key]), key=lambda key: numbers[key])
    if one.total in hide:
        return shown[0] if shown and not parts else None
    if not parts or (len(parts) > 1 and sum(numbers[key] for key in parts) >= least):
        return None
    return shown[0] if shown else one.total


def _giving_away(sums: Sequence[Sum], hide: set[Hashable], numbers: Mapping[Hashable, int]) -> Hashable | None:
    """A number to hide because without it some hidden one follows from what is shown; None when none does."""
    for key in determined(sums, hide):
        around = [one for one in sums if key == one.total or key in one.parts]
        shown = {other for one in around for other in (one.total, *one.parts) if other not in hide and numbers[other]}
        if shown:
            return min(shown, key=lambda other: (numbers[other], str(other)))
    return None


def determined(sums: Sequence[Sum], hide: set[Hashable]) -> list[Hashable]:
    """The hidden numbers that follow from the shown ones: those alone in a row of the reduced system."""
    rows = [row for one in sums if (row := _row(one, hide))]
    reduced: list[tuple[Hashable, Row]] = []
    for row in rows:
        for pivot, before in reduced:
            row = _minus(row, before, pivot)
        if not row:
            continue
        lead = next(iter(row))
        row = {key: value / row[lead] for key, value in row.items()}
        reduced = [(pivot, _minus(before, row, lead)) for pivot, before in reduced] + [(lead, row)]
    return [pivot for pivot, row in reduced if len(row) == 1]


def _row(one: Sum, hide: set[Hashable]) -> Row:
    row: Row = {}
    for key, sign in ((one.total, Fraction(-1)), *((part, Fraction(1)) for part in one.parts)):
        if key in hide:
            row[key] = row.get(key, Fraction(0)) + sign
    return {key: value for key, value in row.items() if value}


def _minus(row: Row, other: Row, pivot: Hashable) -> Row:
    factor = row.get(pivot)
    if not factor:
        return row
    keys = dict.fromkeys((*row, *other))
    left = {key: row.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in left.items() if value}
