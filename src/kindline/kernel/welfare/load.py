"""What a supervisor sees: minutes, sittings and late talks of each person. Never what anybody judged (HOUSE P9)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.kernel.welfare import talks
from kindline.kernel.welfare.allowance import Allowance, Limits
from kindline.kernel.welfare.exposure import allowance_from
from kindline.kernel.welfare.models import Exposure, Talk

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Load:
    """One person's load: today's allowance, the minutes and hand-outs of seven days, the talks that are due."""

    person: User
    today: Allowance
    week_minutes: int
    week_sittings: int
    talks: tuple[Talk, ...]
    today_is: date

    @property
    def late(self) -> tuple[Talk, ...]:
        return tuple(talk for talk in self.talks if talk.due_on < self.today_is)


def loads(people: list[User], *, limits: Limits, zone: ZoneInfo) -> list[Load]:
    """The load of each, in the order given. Two queries, whatever their number."""
    rows, due = defaultdict[UUID, list[Exposure]](list), defaultdict[UUID, list[Talk]](list)
    for row in Exposure.objects.filter(person__in=people, began_at__gte=clock.now() - WEEK).order_by("began_at"):
        rows[row.person_id].append(row)
    for talk in talks.due():
        due[talk.person_id].append(talk)
    return [_load(person, rows[person.pk], tuple(due[person.pk]), limits, zone) for person in people]


def _load(person: User, rows: list[Exposure], due: tuple[Talk, ...], limits: Limits, zone: ZoneInfo) -> Load:
    return Load(
        person=person,
        today=allowance_from(rows, limits=limits, zone=zone),
        week_minutes=sum(row.seconds for row in rows) // 60,
        week_sittings=_sittings(rows, limits),
        talks=due,
        today_is=clock.today(),
    )


def _sittings(rows: list[Exposure], limits: Limits) -> int:
    """How often the person sat down: a new sitting begins after a whole pause."""
    count, last = 0, None
    for row in rows:
        if last is None or row.began_at - last >= timedelta(minutes=limits.pause):
            count += 1
        last = row.ended_at or row.began_at
    return count
