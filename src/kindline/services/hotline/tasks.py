"""Work that ends at a person: opened with a reason, decided with a reason, never silently dropped (P3)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.procedure import deadlines
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Task

ROLES = {
    "route_person": "supervisor",
    "confirm_mailbox": "operator",
    "escalate_person": "supervisor",
    "dead_parcel": "operator",
    "reconcile": "operator",
    "key_expires": "installer",
    "opinions_differ": "supervisor",
    "transfer_member": "operator",
    "read_reply": "operator",
    "fill_form": "operator",
    "certificate": "operator",
}
# So long before a key or a certificate ends somebody is told.
WARNING = timedelta(days=30)
# A person who does not decide in time is overtaken by the clock: the police get it (`expiry.refer_to_police`).
TIMED = ("route_person", "escalate_person")
CLOCK = "route_person"
LOOK_UP = "look_up"


class NotOpen(LookupError):
    """Somebody else decided it already."""


def open_task(kind: str, *, subject: UUID, facts: Mapping[str, Any] | None = None) -> Task:
    """Put work before the role that does it, or return the task that already waits."""
    task, fresh = Task.objects.get_or_create(
        kind=kind,
        subject=subject,
        done_at=None,
        defaults={"role": ROLES[kind], "facts": dict(facts or {}), "made_at": clock.now()},
    )
    if kind in TIMED:
        start_clock(subject, CLOCK)
    if fresh:
        record(f"task.{kind}", subject=subject, by="worker", facts=facts)
    return task


def open_for(role: str) -> QuerySet[Task]:
    """What waits for a role, oldest first. A supervisor may do an operator's work."""
    roles = ("supervisor", "operator") if role == "supervisor" else (role,)
    return Task.objects.filter(done_at=None, role__in=roles).order_by("made_at")


def finish(task: Task, *, decision: str, reason: str, by: str) -> None:
    """Mark a task as decided, inside the transaction of what was decided; NotOpen when it was already."""
    done = Task.objects.filter(pk=task.pk, done_at=None).update(
        done_at=clock.now(), done_by=by, decision=decision, reason=reason
    )
    if not done:
        raise NotOpen(str(task.pk))
    record("task.decided", subject=task.subject, by=by, facts={"kind": task.kind, "decision": decision})
    if task.kind in TIMED and not Task.objects.filter(subject=task.subject, kind__in=TIMED, done_at=None).exists():
        deadlines.meet(task.subject, CLOCK)


def overtake(subject: UUID, kind: str, *, why: str) -> None:
    """One thing a person was asked has been done otherwise, or may not be done now. `why` is a code."""
    for task in Task.objects.filter(subject=subject, kind=kind, done_at=None):
        finish(task, decision="overtaken", reason=why, by="worker")


def settle(subject: UUID, *, why: str) -> None:
    """What a person was asked, or decided and is not yet carried out, has been overtaken by events. `why` is a code."""
    for kind in (*TIMED, "transfer_member"):
        overtake(subject, kind, why=why)
    Task.objects.filter(subject=subject, kind__in=TIMED, applied_at=None).update(applied_at=clock.now())


def look_up_approved(subject: UUID) -> bool:
    """Whether a person agreed that the host's own name is asked for, though asking may tell who looked."""
    return Task.objects.filter(subject=subject, kind="route_person", decision=LOOK_UP).exists()


def decided(subject: UUID) -> bool:
    """Whether a person has decided and the worker has yet to carry it out."""
    return Task.objects.filter(subject=subject, kind__in=TIMED, applied_at=None).exclude(done_at=None).exists()
