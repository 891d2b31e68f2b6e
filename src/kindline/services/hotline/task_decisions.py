"""What persons may decide about a task, and how the worker carries it out: only it can open what it is about."""

from uuid import UUID

import pyotp
from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.directory.models import Provider, Standing
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Rule
from kindline.kernel.outbox import failed
from kindline.kernel.procedure import deadlines
from kindline.provenance.resolver import ResolutionFailed
from kindline.services.hotline import notices, tasks
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.deciding import carry_out, find_out, write_decision
from kindline.services.hotline.models import Address, Notice, Task

CHOICES = {
    "route_person": ("home", "abroad", "police"),
    "confirm_mailbox": ("confirmed", "blocked"),
    "escalate_person": ("remind", "police", "close"),
    "dead_parcel": ("retry", "give_up"),
    "reconcile": ("settled",),
    "key_expires": ("seen",),
}
APPLIED_BY_WORKER = ("route_person", "escalate_person")


class UnknownChoice(ValueError):
    """This kind of task has no such decision."""


def decide(task: Task, *, decision: str, reason: str, by: str) -> str:
    """Take a decision; returns the provider's second-factor secret once when a mailbox is confirmed, else nothing."""
    if decision not in CHOICES[task.kind] or not reason.strip():
        raise UnknownChoice(decision)
    with transaction.atomic(using="core"):
        tasks.finish(task, decision=decision, reason=reason, by=by)
        if task.kind == "confirm_mailbox":
            return _confirm(task.subject, decision, by=by)
        if task.kind == "dead_parcel":
            failed.try_anew(task.subject, by=by) if decision == "retry" else failed.give_up(task.subject, by=by, why="desk")
    return ""


def _confirm(provider_id: UUID, decision: str, *, by: str) -> str:
    provider = Provider.objects.select_for_update().get(pk=provider_id)
    provider.standing = Standing.VERIFIED if decision == "confirmed" else Standing.BLOCKED
    provider.confirmed_by, provider.confirmed_at = by, clock.now()
    secret = ""
    if decision == "confirmed":
        secret = pyotp.random_base32()
        provider.factor = vault.seal_to("factor", secret.encode(), info=b"factor:" + provider.pk.bytes)
    provider.save(update_fields=["standing", "confirmed_by", "confirmed_at", "factor"])
    record(f"mailbox.{decision}", subject=provider.pk, by=by, facts={"provider": provider.slug})
    for notice in Notice.objects.filter(provider=provider):
        deadlines.meet(notice.pk, "confirm_mailbox")
    if decision == "blocked":
        _route_without_provider(provider)
    return secret


def _route_without_provider(provider: Provider) -> None:
    waiting = Address.objects.filter(notice_items__notice__provider=provider, state="routed").distinct()
    for address in waiting:
        tasks.open_task("route_person", subject=address.pk, facts={"why": "mailbox_blocked"})


def apply_decisions(*, limit: int = 100) -> int:
    """Carry out what persons decided about routes and escalations; returns how many."""
    decided = Task.objects.filter(kind__in=APPLIED_BY_WORKER, applied_at=None).exclude(done_at=None)
    return sum(_apply(task) for task in decided.order_by("done_at")[:limit])


def _apply(task: Task) -> int:
    address = Address.objects.select_related("released", "report").filter(pk=task.subject).first()
    if address is None:
        return _apply_to_notice(task)
    if address.state not in ("routed", "watching"):
        # Under a hold the decision waits; an address that ended needs none any more.
        return 0 if address.state == "held" else _done(task)
    if task.decision == "close":
        with transaction.atomic(using="core"):
            end_address(address, outcome="closed_by_person", by=task.done_by, role="supervisor")
            return _done(task)
    if task.decision == "remind":
        return _done(task)
    return _route_by_person(task, address)


def _apply_to_notice(task: Task) -> int:
    notice = Notice.objects.select_related("provider").filter(pk=task.subject).first()
    with transaction.atomic(using="core"):
        if notice and task.decision == "remind":
            notices.remind(notice, once=task.pk)
        if notice and task.decision == "police":
            for item in notice.items.filter(action=""):
                tasks.open_task("route_person", subject=item.address_id, facts={"why": "provider_silent"})
        return _done(task)


def _route_by_person(task: Task, address: Address) -> int:
    try:
        finding = find_out(address, why="route_person")
    except ResolutionFailed:
        finding = find_out(address, why="route_person", offline=True)
    rule = _chosen(task.decision)
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state not in ("routed", "watching"):
            return 0
        deadlines.meet(fresh.pk, "route_person")
        decision = write_decision(fresh, finding, by=task.done_by, rule=rule)
        carry_out(fresh, decision, finding)
        return _done(task)


def _chosen(decision: str) -> Rule:
    """The mandate's own row for what the person chose."""
    name = {"home": "home", "abroad": "abroad_other", "police": "abroad_other"}[decision]
    return next(rule for rule in active().rules if rule.name == name)


def _done(task: Task) -> int:
    Task.objects.filter(pk=task.pk).update(applied_at=clock.now())
    return 1
