"""The time a figure is about: a year, a quarter or a month of the mandate's zone."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

NAMED = re.compile(r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class NoSuchPeriod(ValueError):
    """Not a year (2026), a quarter (2026-Q4) or a month (2026-11)."""


@dataclass(frozen=True)
class Period:
    """From `start` on and before `until`, both aware; civil time, so that a year is a year of the calendar."""

    name: str
    start: datetime
    until: datetime
    zone: ZoneInfo

    @property
    def is_year(self) -> bool:
        return len(self.name) == 4


def period(name: str, zone: ZoneInfo) -> Period:
    """The period of this name; NoSuchPeriod for any other text."""
    found = NAMED.fullmatch(name)
    if found is None:
        raise NoSuchPeriod(name)
    year, first, months = int(found["year"]), 1, 12
    if found["quarter"]:
        first, months = 3 * int(found["quarter"]) - 2, 3
    if found["month"]:
        first, months = int(found["month"]), 1
    over, last = divmod(first - 1 + months, 12)
    start, until = datetime(year, first, 1, tzinfo=zone), datetime(year + over, last + 1, 1, tzinfo=zone)
    return Period(name, start, until, zone)


def month_before(moment: datetime, zone: ZoneInfo) -> Period:
    """The whole month that ended last before `moment`."""
    here = moment.astimezone(zone)
    year, month = (here.year - 1, 12) if here.month == 1 else (here.year, here.month - 1)
    return period(f"{year}-{month:02}", zone)
