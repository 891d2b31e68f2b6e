"""Talks as recurring duties: with the group every month, alone every quarter, and a debrief when somebody asks.

Kept is the day, said by the person and by a supervisor. What was talked about is written nowhere.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.deadlines import Follow
from kindline.kernel.procedure.models import Deadline
from kindline.kernel.welfare.models import Talk

RECURRING = {"group": timedelta(days=31), "individual": timedelta(days=92)}
DEBRIEF = timedelta(days=2)
AGAIN_HOURS = 7 * 24


class NotTheirs(PermissionError):
    """Nobody says for another that a talk took place."""


def expect(person: User, *, by: str) -> None:
    """From now on this person has the recurring talks. Asking again changes nothing."""
    for kind, every in RECURRING.items():
        _open(person, kind, due_on=clock.today() + every, by=by)


def ask_debrief(person: User) -> Talk:
    """Somebody asks to talk after a hard case: no reason is asked, and the supervisor sees it at once."""
    return _open(person, "debrief", due_on=clock.today() + DEBRIEF, by=f"user:{person.pk}")


@transaction.atomic(using="core")
def say_done(talk: Talk, *, by: User) -> Talk:
    """The person, or a supervisor, says that the talk took place. With both words it is done and the next is due."""
    talk = Talk.objects.select_for_update().get(pk=talk.pk)
    today = clock.today()
    if by.pk == talk.person_id:
        talk.person_said_on = talk.person_said_on or today
    elif by.has_role("supervisor"):
        talk.supervisor_said_on, talk.supervisor = talk.supervisor_said_on or today, talk.supervisor or by
    else:
        raise NotTheirs
    if talk.person_said_on and talk.supervisor_said_on and talk.done_on is None:
        talk.done_on = today
    talk.save()
    record("talk.said-done", subject=talk.pk, by=f"user:{by.pk}", facts={"kind": talk.kind, "on": today.isoformat()})
    if talk.done_on:
        deadlines.meet(talk.pk, "talk")
        if talk.kind in RECURRING:
            _open(talk.person, talk.kind, due_on=talk.done_on + RECURRING[talk.kind], by=f"user:{by.pk}")
    return talk


def due(person: User | None = None) -> QuerySet[Talk]:
    """Talks not done yet, the oldest first: of one person, or of all who still work here."""
    found = Talk.objects.filter(done_on=None, person__is_active=True).select_related("person").order_by("due_on")
    return found if person is None else found.filter(person=person)


def _open(person: User, kind: str, *, due_on: date, by: str) -> Talk:
    with transaction.atomic(using="core"):
        talk, fresh = Talk.objects.get_or_create(person=person, kind=kind, done_on=None, defaults={"due_on": due_on})
        if fresh:
            hours = max(1, (due_on - clock.today()).days * 24)
            deadlines.start(talk.pk, "talk", hours=hours, role="supervisor", follows="talk_overdue")
            record("talk.expected", subject=talk.pk, by=by, facts={"kind": kind, "due_on": due_on.isoformat()})
    return talk


def overdue(deadline: Deadline) -> None:
    """It did not take place in time: it stands on the supervisor's page as late, and the log says so every week."""
    if Talk.objects.filter(pk=deadline.noun, done_on=None, person__is_active=True).exists():
        deadlines.start(deadline.noun, "talk", hours=AGAIN_HOURS, role="supervisor", follows="talk_overdue")


FOLLOWS: Mapping[str, Follow] = {"talk_overdue": overdue}
