"""Carrying out what persons decided about routes and escalations: once, by the worker, and never under a hold (P11)."""

from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.directory import members as directory
from kindline.kernel.directory.models import Provider, Standing
from kindline.kernel.mandate.nouns import Rule
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import law, notices, proposing, tasks, transfers, withdrawing
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.deciding import Finding, carry_out, find_out_in_time, write_decision
from kindline.services.hotline.models import Address, Notice, Task
from kindline.services.hotline.one_by_one import each
from kindline.services.hotline.routing import Situation, decide_route, place_of

OPEN = ("routed", "watching")
# Held, or on its way back from a hold: the decision waits until the address is routed again.
NOT_NOW = ("held", "awaiting_release", "released")
# Notices a provider was told of.
ASKED = ("announced", "picked_up", "acknowledged", "acted")


def apply_decisions(*, limit: int = 100) -> int:
    """Carry out what was decided, oldest first; returns how many."""
    waiting = Address.objects.filter(state__in=NOT_NOW)
    decided = Task.objects.filter(kind__in=tasks.TIMED, applied_at=None).exclude(done_at=None)
    return each(decided.exclude(subject__in=waiting.values("pk")).order_by("done_at")[:limit], _apply)


def _apply(task: Task) -> int:
    if task.decision.startswith("ask:"):
        return _ask_another(task)
    address = Address.objects.select_related("released", "report").filter(pk=task.subject).first()
    if address and address.state in OPEN and task.decision not in ("close", "remind"):
        return _route_by_person(task, address)
    with transaction.atomic(using="core"):
        if not _mine(task):
            return 0
        if address is None:
            _apply_to_notice(task)
        elif address.state in NOT_NOW:
            return 0
        elif address.state in OPEN:
            _apply_to_address(task, address)
        return _done(task)


def _mine(task: Task) -> bool:
    """Whether the decision is still to be carried out; asked under its lock, for there may be several workers."""
    return Task.objects.select_for_update().filter(pk=task.pk, applied_at=None).exists()


def _done(task: Task) -> int:
    Task.objects.filter(pk=task.pk).update(applied_at=clock.now())
    return 1


def _apply_to_address(task: Task, address: Address) -> None:
    if task.decision == "close":
        end_address(address, outcome="closed_by_person", by=task.done_by, role="supervisor")
        return
    transfers.ask_again(address)
    items = address.notice_items.filter(notice__state__in=ASKED).select_related("notice__provider")
    for item in items.order_by("-notice__made_at")[:1]:
        _remind(item.notice, once=task.pk)


def _apply_to_notice(task: Task) -> None:
    """What a person decided of a silent provider holds for every line it has not answered."""
    notice = Notice.objects.select_related("provider").filter(pk=task.subject).first()
    if notice is None:
        return
    if task.decision == "remind":
        _remind(notice, once=task.pk)
        return
    for item in notice.items.filter(action="", address__state__in=OPEN).select_related("address"):
        if task.decision == "close":
            end_address(item.address, outcome="closed_by_person", by=task.done_by, role="supervisor")
            continue
        asked = tasks.open_task("route_person", subject=item.address_id, facts={"why": "provider_silent"})
        tasks.finish(asked, decision=task.decision, reason=task.reason, by=task.done_by)


def _ask_another(task: Task) -> int:
    """Another provider is asked instead; of the first one nothing more is waited for."""
    provider = Provider.objects.get(slug=task.decision.removeprefix("ask:"))
    with transaction.atomic(using="core"):
        if not _mine(task):
            return 0
        for address in proposing.subjects(task):
            # The police may have said otherwise since it was proposed.
            if address.instruction != "act_now":
                continue
            if address.state == "watching":
                advance(address, "route", by=task.done_by, role="supervisor", facts={"route": "ask_another"})
            withdrawing.withdraw_notices(address, by=task.done_by, why="ask_another")
            notices.give_up_lines(address)
            notices.ask(address, provider)
        return _done(task)


def _remind(notice: Notice, *, once: UUID) -> None:
    """Write again, to a mailbox that a person has confirmed and about a notice it was told of; the clock runs again."""
    if notice.provider.standing == Standing.VERIFIED and notice.state in ASKED:
        notices.remind(notice, once=once)
        start_clock(notice.pk, "notice_action")
    elif notice.state in withdrawing.UNREAD:
        start_clock(notice.pk, "confirm_mailbox")


def _route_by_person(task: Task, address: Address) -> int:
    finding = find_out_in_time(address, why="route_person")
    if finding is None:
        return 0
    if task.decision == tasks.LOOK_UP:
        return _route_as_found(task, address, finding)
    choice, _, country = task.decision.partition(":")
    rule = _chosen(choice, country, address=address)
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state not in OPEN or not _mine(task):
            return 0
        if fresh.state == "watching":
            advance(fresh, "route", by=task.done_by, role="supervisor", facts={"route": rule.name})
        if choice != "home":
            # The provider is out of it now: what it has not read it never will, what it has not answered it need not.
            withdrawing.withdraw_notices(fresh, by=task.done_by, why=choice)
            notices.give_up_lines(fresh)
        decision = write_decision(fresh, finding, by=task.done_by, rule=rule, country=country)
        Address.objects.filter(pk=fresh.pk).update(routed_at=clock.now(), silent_since=None, ask_again_at=None)
        _done(task)
        carry_out(fresh, decision, finding)
        return 1


def _route_as_found(task: Task, address: Address, finding: Finding) -> int:
    """The person let us ask; what follows is what the sources say, as it is for any other address."""
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state not in OPEN or not _mine(task):
            return 0
        if fresh.state == "watching":
            advance(fresh, "route", by=task.done_by, role="supervisor", facts={"route": finding.rule.name})
        decision = write_decision(fresh, finding, by="worker")
        Address.objects.filter(pk=fresh.pk).update(routed_at=clock.now(), silent_since=None, ask_again_at=None)
        _done(task)
        carry_out(fresh, decision, finding)
        return 1


def _chosen(choice: str, country: str, *, address: Address) -> Rule:
    """The mandate's own row for the place a person chose, under the instruction of the police: never_notify stays so.

    `police` is the row for a country without member hotline: the authority transfers, and nobody else is told.
    """
    mandate = law.of(address.report)
    place = "home" if choice == "home" else place_of(directory.in_force().countries, "abroad", country)
    return decide_route(mandate, Situation(address.verdict, address.instruction, "located", place))
