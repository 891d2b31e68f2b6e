"""A figure as the desk shows it: what is said of each part, in words, in a table and in a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kindline.faces.desk import figure_words
from kindline.faces.desk.pages import zone
from kindline.faces.ui.charts import Bars, Datum, bars
from kindline.kernel import clock
from kindline.kernel.figures.computing import Cell, Table
from kindline.kernel.figures.definition import Figure, Kind
from kindline.kernel.figures.durations import Lasted
from kindline.kernel.figures.period import NoSuchPeriod, Period, period

MONTHS, YEARS = 13, 3


@dataclass(frozen=True)
class TableRow:
    """One line of the table: the part by code and by name, what is counted, and further columns."""

    code: str
    name: str
    n: int
    of: int
    more: tuple[str, ...]


def period_of(query: QueryDict) -> Period:
    """The period asked for; this year when none is, or none that makes sense."""
    here = zone()
    try:
        return period(query.get("period", ""), here)
    except NoSuchPeriod:
        return period(str(clock.now().astimezone(here).year), here)


def month_of(query: QueryDict) -> Period:
    """The month or quarter asked for; this month when none is. Never longer: a search must not read everything."""
    here = zone()
    try:
        asked = period(query.get("month", ""), here)
    except NoSuchPeriod:
        asked = None
    return asked if asked and not asked.is_year else period(f"{clock.now().astimezone(here):%Y-%m}", here)


def periods() -> list[str]:
    """Periods to choose from: years, quarters of this and the last year, and the latest months, newest first."""
    now = clock.now().astimezone(zone())
    months = [_month(now, back) for back in range(MONTHS)]
    quarters = [f"{year}-Q{number}" for year in (now.year, now.year - 1) for number in (4, 3, 2, 1)]
    begun = [name for name in quarters if period(name, zone()).start <= now]
    return [*(str(now.year - back) for back in range(YEARS)), *begun, *months]


def over() -> list[str]:
    """Those that have ended, and can be frozen."""
    return [name for name in periods() if period(name, zone()).until <= clock.now()]


def _month(now: datetime, back: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def division_of(figure: Figure, query: QueryDict) -> str:
    by = query.get("by", "month")
    return by if by in figure.by() else "month"


def headings(figure: Figure) -> list[str]:
    """What the columns after the count say."""
    if figure.kind is Kind.COUNT:
        return [_("Share of the whole")]
    if figure.kind is Kind.SHARE:
        return [_("Share")]
    return [_("Median"), _("95 of 100 within"), _("In 24 h"), _("In 3 days"), _("In 7 days")]


def rows(table: Table) -> list[TableRow]:
    """The parts, and the whole as the last line."""
    return [_row(table, cell) for cell in (*table.cells, table.total)]


def _row(table: Table, cell: Cell) -> TableRow:
    name = figure_words.part(cell.value, table.by) if cell.value else _("Whole")
    return TableRow(cell.value, name, cell.n, cell.of, tuple(_more(table, cell)))


def _more(table: Table, cell: Cell) -> Iterator[str]:
    if table.figure.kind is Kind.COUNT:
        yield percent(cell.n, table.total.n)
    elif cell.time is None:
        yield percent(cell.n, cell.of)
    else:
        yield from (hours(cell.time.median), hours(cell.time.p95))
        yield from (percent(within.n, within.of) for within in cell.time.within)


def picture(table: Table) -> Bars:
    """The parts as bars: counts, shares before their denominator, or medians before the slow end."""
    return bars([_datum(table, cell) for cell in (table.cells or (table.total,))])


def _datum(table: Table, cell: Cell) -> Datum:
    name = figure_words.part(cell.value, table.by) if cell.value else _("Whole")
    if table.figure.kind is Kind.COUNT:
        return Datum(name, number_format(cell.n, force_grouping=True), cell.n)
    if table.figure.kind is Kind.SHARE:
        return Datum(name, said(table.figure, cell), cell.n, cell.of)
    time = cell.time or Lasted(0, 0, 0, None, None, ())
    return Datum(name, hours(time.median), time.median or 0, time.p95 or 0)


def said(figure: Figure, cell: Cell) -> str:
    """A number in words, with what it is out of."""
    n, of = (number_format(number, force_grouping=True) for number in (cell.n, cell.of))
    if figure.kind is Kind.COUNT:
        return n
    if cell.time:
        return _("%(median)s (%(n)s of %(of)s)") % {"median": hours(cell.time.median), "n": n, "of": of}
    return _("%(n)s of %(of)s (%(share)s)") % {"n": n, "of": of, "share": percent(cell.n, cell.of)}


def percent(n: int, of: int) -> str:
    digits = 0 if of >= 1000 or n in (0, of) else 1
    return f"{number_format(round(100 * n / of, digits), digits)} %" if of else "–"


def hours(time: float | None) -> str:
    """Hours below two days, days from there on."""
    if time is None:
        return "–"
    return (
        f"{number_format(time, 1)} h" if time < 48 else _("%(n)s days") % {"n": number_format(round(time / 24, 1), 1)}
    )
