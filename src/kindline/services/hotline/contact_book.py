"""Editing the contact book from the desk, with what follows for the notices that wait for the entry."""

from collections.abc import Mapping

from django.db import transaction

from kindline.kernel.directory import book
from kindline.kernel.directory.models import Provider, Standing, Way
from kindline.services.hotline import task_decisions, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Notice

WAITING = ("prepared", "confirmed")


def edit(provider: Provider, *, to: Mapping[str, str], evidence: str, by: str) -> Provider:
    """Change an entry for a reason; `book.Refused` when it would make no sense.

    A mailbox is verified by a telephone call and its task alone: here it can only be blocked or become unverified.
    """
    if to.get("standing", provider.standing) == Standing.VERIFIED != provider.standing:
        raise book.Refused("standing")
    with transaction.atomic(using="core"):
        changed = book.change(provider, to=to, evidence=evidence, by=by)
        if changed.standing == Standing.BLOCKED:
            task_decisions.route_without(changed)
        elif changed.standing == Standing.UNVERIFIED and changed.way != Way.FORM:
            _ask_to_confirm(changed)
    return changed


def _ask_to_confirm(provider: Provider) -> None:
    """Where a notice waits, somebody must telephone before it leaves."""
    for notice in Notice.objects.filter(provider=provider, state__in=WAITING):
        tasks.open_task("confirm_mailbox", subject=provider.pk, facts={"provider": provider.slug})
        start_clock(notice.pk, "confirm_mailbox")
