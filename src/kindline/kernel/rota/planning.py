"""Who sits at the line when: planned by a supervisor, shown with what is too much for one person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.contacts.codes import LANGUAGES
from kindline.kernel.people.models import User
from kindline.kernel.rota.cover import Duty, Gap, gaps
from kindline.kernel.rota.models import Shift, Skills
from kindline.kernel.rota.needs import TRAINING, needs

KINDS = ("line", "on_call")
LONGEST = {"line": timedelta(hours=12), "on_call": timedelta(days=7)}
# Between two working days eleven hours in a row (Directive 2003/88/EC, art. 3).
REST = timedelta(hours=11)
ROLE = "counsellor"


class CannotBe(ValueError):
    """`why`: backwards, too_long, past, twice or not_here. Nothing was planned."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic(using="core")
def plan(person: User, *, kind: str, starts_at: datetime, ends_at: datetime, by: User) -> Shift:
    """Put a person into the rota; CannotBe where that makes no sense."""
    User.objects.select_for_update().get(pk=person.pk)
    if not person.has_role(ROLE):
        raise CannotBe("not_here")
    if ends_at <= starts_at:
        raise CannotBe("backwards")
    if ends_at - starts_at > LONGEST[kind]:
        raise CannotBe("too_long")
    if ends_at <= clock.now():
        raise CannotBe("past")
    if Shift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise CannotBe("twice")
    shift = Shift.objects.create(person=person, kind=kind, starts_at=starts_at, ends_at=ends_at)
    record("shift.planned", subject=shift.pk, by=f"user:{by.pk}", facts=_facts(shift))
    return shift


@transaction.atomic(using="core")
def cancel(shift: UUID, *, by: User) -> None:
    """Take a shift out again; the log keeps that it was there. Once more changes nothing."""
    row = Shift.objects.filter(pk=shift).first()
    if row is not None and Shift.objects.filter(pk=shift).delete()[0]:
        record("shift.cancelled", subject=shift, by=f"user:{by.pk}", facts=_facts(row))


@transaction.atomic(using="core")
def note_skills(person: User, *, languages: Sequence[str], training: Sequence[str], by: User) -> Skills:
    """What this person speaks and is trained for; codes that there are not are left out."""
    said = {
        "languages": " ".join(code for code in LANGUAGES if code in languages),
        "training": " ".join(code for code in TRAINING if code in training),
    }
    skills, _ = Skills.objects.update_or_create(person=person, defaults=said)
    record("skills.noted", subject=person.pk, by=f"user:{by.pk}", facts=said)
    return skills


def shifts(*, since: datetime, until: datetime) -> QuerySet[Shift]:
    """All that touch this stretch, in the order of their beginning."""
    found = Shift.objects.filter(starts_at__lt=until, ends_at__gt=since)
    return found.select_related("person", "person__skills").order_by("starts_at", "kind", "pk")


def uncovered(rows: Sequence[Shift], *, since: datetime, until: datetime) -> list[Gap]:
    """Where these shifts leave a gap in what the line needs. People who left do not count."""
    return gaps(map(_duty, (row for row in rows if row.person.is_active)), needs(), since=since, until=until)


def short_rest(rows: Sequence[Shift]) -> set[UUID]:
    """The shifts at the line that begin less than eleven hours after the same person's last one ended."""
    ended: dict[UUID, datetime] = {}
    found = set()
    for row in sorted((row for row in rows if row.kind == "line"), key=lambda row: row.starts_at):
        before = ended.get(row.person_id)
        if before is not None and row.starts_at - before < REST:
            found.add(row.pk)
        ended[row.person_id] = row.ends_at
    return found


def _duty(row: Shift) -> Duty:
    skills = getattr(row.person, "skills", None)
    spoken, trained = (skills.languages, skills.training) if skills else ("", "")
    return Duty(row.kind, row.starts_at, row.ends_at, frozenset(spoken.split()), frozenset(trained.split()))


def _facts(shift: Shift) -> dict[str, object]:
    return {
        "person": str(shift.person_id),
        "kind": shift.kind,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    }
