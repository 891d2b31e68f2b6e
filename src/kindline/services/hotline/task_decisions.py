"""What persons may decide about a task. The worker carries it out (`carrying_out`): it alone can open the address."""

from uuid import UUID

import pyotp
from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.directory import book
from kindline.kernel.directory.models import Provider, Standing
from kindline.kernel.outbox import failed
from kindline.kernel.procedure import deadlines
from kindline.services.hotline import tasks, withdrawing
from kindline.services.hotline.assessment import opinions
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import VERDICT_AWAITED
from kindline.services.hotline.models import Address, Notice, Report, Task

THIRD_LOOK = "third_look"
CHOICES = {
    "route_person": ("home", "abroad", "police", tasks.LOOK_UP),
    "confirm_mailbox": ("confirmed", "blocked"),
    "escalate_person": ("remind", "police", "close"),
    "dead_parcel": ("retry", "give_up"),
    "reconcile": ("settled",),
    "key_expires": ("seen",),
    "opinions_differ": ("first", "second", "third", THIRD_LOOK),
    # Its other end is a reference number, brought back on a page of its own (`transfers.bring_back`).
    "transfer_member": ("police",),
    # Decided on pages of their own (`replies`, `forms`).
    "read_reply": (),
    "fill_form": (),
    "certificate": ("seen",),
}

OPINIONS = {"first": 1, "second": 2, "third": 3}


class UnknownChoice(ValueError):
    """This kind of task has no such decision."""


def decide(task: Task, *, decision: str, reason: str, by: str) -> str:
    """Take a decision; returns the provider's second-factor secret once when a mailbox is confirmed, else nothing.

    `abroad` may name the country: `abroad:NL`.
    """
    if not _may_choose(task, decision) or not reason.strip():
        raise UnknownChoice(task.kind)
    with transaction.atomic(using="core"):
        tasks.finish(task, decision=decision, reason=reason, by=by)
        if task.kind == "confirm_mailbox":
            return _confirm(task.subject, decision, evidence=reason, by=by)
        if task.kind == "dead_parcel":
            _decide_parcel(task, decision, by=by)
        if task.kind == "transfer_member":
            _route_to_police(task, reason=reason, by=by)
        if task.kind == "reconcile":
            _settle(task.subject)
        if task.kind == opinions.DIFFER:
            _choose_opinion(task, decision)
    return ""


def choices_of(task: Task) -> tuple[str, ...]:
    """What may be decided about this very task: a look-up only where one was held back, a third look only once."""
    left_out = set() if task.facts.get("why") == "high_entropy_host" else {tasks.LOOK_UP}
    left_out.add(THIRD_LOOK if task.facts.get("opinions", 2) > 2 else "third")
    known = tuple(choice for choice in CHOICES[task.kind] if choice not in left_out)
    return (*known, *(f"ask:{slug}" for slug in proposed(task)))


def proposed(task: Task) -> tuple[str, ...]:
    """The providers that the worker proposes to ask instead of the one that was asked (`proposing`)."""
    return tuple(one["provider"] for one in task.facts.get("proposals", ()) if "provider" in one)


def _may_choose(task: Task, decision: str) -> bool:
    choice, colon, country = decision.partition(":")
    named = choice == "abroad" and len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()
    return decision in choices_of(task) or (choice in choices_of(task) and (not colon or named))


def _route_to_police(task: Task, *, reason: str, by: str) -> None:
    """It cannot be transferred: decided as any other route that a person chooses."""
    asked = tasks.open_task("route_person", subject=task.subject, facts={"why": "member_unreachable"})
    tasks.finish(asked, decision="police", reason=reason, by=by)


def _decide_parcel(task: Task, decision: str, *, by: str) -> None:
    try:
        if decision == "retry":
            failed.try_anew(task.subject, by=by)
        else:
            failed.give_up(task.subject, by=by, why="desk")
    except failed.NotDead:
        raise UnknownChoice(task.kind) from None


def _settle(subject: UUID) -> None:
    """Both lists were compared. While a verdict is still awaited, its clock runs again (P3)."""
    report = Report.objects.filter(pk=subject).first()
    if report and report.addresses.filter(state__in=VERDICT_AWAITED).exists():
        start_clock(report.pk, "verdict")


def _choose_opinion(task: Task, decision: str) -> None:
    """One of the two counts; with a third look the queue offers the address again, to somebody else."""
    if decision in OPINIONS:
        address = Address.objects.select_for_update().get(pk=task.subject)
        if opinions.count_opinion(address, OPINIONS[decision]) not in ("accepted", "repeated"):
            raise UnknownChoice(task.kind)


def _confirm(provider_id: UUID, decision: str, *, evidence: str, by: str) -> str:
    provider = Provider.objects.select_for_update().get(pk=provider_id)
    standing = Standing.VERIFIED if decision == "confirmed" else Standing.BLOCKED
    book.note(provider, "standing", str(standing), evidence=evidence, by=by)
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
        route_without(provider)
    return secret


def route_without(provider: Provider) -> None:
    """Nobody may write there: its notices do not leave, and a person decides about each of their addresses."""
    waiting = Address.objects.filter(notice_items__notice__provider=provider, state="routed").distinct()
    for address in waiting:
        withdrawing.withdraw_notices(address, by="worker", why="mailbox_blocked")
        tasks.open_task("route_person", subject=address.pk, facts={"why": "mailbox_blocked"})
