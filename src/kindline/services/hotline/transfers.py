"""Transfers abroad: to which country, through which channel, when, and what came back. By a signed answer or a person.

The authority transfers police to police; a member hotline is written to by whoever assesses, in the network's own
system, and gives a reference number. Neither ends by being forgotten: a clock of the mandate runs for both.
"""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.holding import is_held
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import confirming, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.models import Address, Dossier

CHANNELS = {"transfer": ("i24_7", "europol", "bilateral", "other"), "member": ("iccam", "mail", "api", "other")}
AWAITED = {"transfer": "transfer_record", "member": "member_transfer"}
OUTCOMES = ("removed", "investigating", "origin_found", "no_action")
# Grades by who says so: a member hotline confirms as the police do.
REMOVED = {"member": "removed_member"}
NOTICE_OPEN = ("prepared", "confirmed", "announced", "picked_up", "acknowledged")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,27}")
AHEAD = timedelta(minutes=5)


class NotNow(ValueError):
    """Held, ended or transferred already: nothing may be said of this transfer now."""


def transferred(
    row: Dossier, *, channel: str, country: str, at: datetime, reference: str = "", by: str, role: str
) -> None:
    """Note that it went abroad, in the caller's transaction; ValueError for what cannot be meant."""
    if channel not in CHANNELS.get(row.purpose, ()):
        raise ValueError("not a transfer, or an unknown channel")
    if at.tzinfo is None or at > clock.now() + AHEAD:
        raise ValueError("a transfer has a moment, and it is past")
    if country and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise ValueError("a country has two letters")
    if (row.purpose == "member") != bool(REFERENCE.fullmatch(reference)):
        raise ValueError("a member hotline gives a reference number, and nobody else does")
    row.transferred_at, row.transfer_channel, row.country, row.reference = at, channel, country, reference
    row.save(update_fields=["transferred_at", "transfer_channel", "country", "reference"])
    deadlines.meet(row.address_id, AWAITED[row.purpose])
    record("dossier.transferred", subject=row.pk, by=by, facts={"channel": channel, "to": row.purpose})
    if row.purpose == "member":
        tasks.overtake(row.address_id, "transfer_member", why="transferred")
        start_clock(row.address_id, "member_answer")
    watch(row.address, by=by, role=role)


def bring_back(dossier: UUID, *, reference: str, channel: str, by: str, role: str = "operator") -> Dossier:
    """A person at the desk, or the member itself, brings its reference number back; NotNow when no longer awaited."""
    with transaction.atomic(using="core"):
        row = _awaiting(dossier)
        if row.transferred_at is not None:
            raise NotNow
        transferred(row, channel=channel, country=row.country, at=clock.now(), reference=reference, by=by, role=role)
    return row


def hear(dossier: UUID, *, outcome: str, by: str, role: str = "operator") -> Dossier:
    """What the member hotline said, noted by a person or by itself; NotNow before the transfer or after the end."""
    with transaction.atomic(using="core"):
        row = _awaiting(dossier)
        if row.transferred_at is None or not ended(row, outcome, by=by, role=role):
            raise NotNow
    return row


def _awaiting(dossier: UUID) -> Dossier:
    row = Dossier.objects.select_for_update().select_related("address").get(pk=dossier, purpose="member")
    if row.address.state == "closed" or is_held(row.address_id) or row.superseded:
        raise NotNow
    return row


def ended(row: Dossier, outcome: str, *, by: str, role: str) -> bool:
    """Note an outcome, in the caller's transaction; False when it is known already."""
    if outcome not in OUTCOMES:
        raise ValueError("unknown outcome")
    if row.outcome == outcome:
        return False
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    record("dossier.outcome", subject=row.pk, by=by, facts={"outcome": outcome, "to": row.purpose})
    if row.purpose == "member":
        deadlines.meet(row.address_id, "member_answer")
    removed = REMOVED.get(row.purpose, "removed_police")
    if outcome == "removed":
        source = "member" if row.purpose == "member" else "police"
        confirming.write(row.address, source=source, said_by=row.authority, day=clock.today(), by=by)
        confirming.grade_up(row.address, outcome=removed)
    if row.address.state == "closed":
        return True
    if outcome == "removed":
        end_address(row.address, outcome=removed, by=by, role=role)
    elif outcome == "no_action" and row.purpose == "member":
        # Their law is not ours, or they found nothing: a person of ours decides what follows.
        tasks.open_task("escalate_person", subject=row.address_id, facts={"why": "member_no_action"})
    elif outcome == "no_action":
        end_address(row.address, outcome="police_no_action", by=by, role=role)
    return True


def owed(address: Address) -> bool:
    """Whether a member hotline still owes an answer, and a clock runs for it."""
    return deadlines.running(address.pk).filter(kind="member_answer").exists()


def ask_again(address: Address) -> None:
    """A person wants it tried, or the member hotline asked, once more: the clock runs again."""
    for row in address.dossiers.filter(purpose="member", outcome="").order_by("-number")[:1]:
        if not row.superseded:
            start_clock(address.pk, "member_transfer" if row.transferred_at is None else "member_answer")


def watch(address: Address, *, by: str, role: str) -> None:
    """Followed from here on, unless a person or a provider has yet to say something."""
    asked = deadlines.running(address.pk).filter(kind="route_person").exists()
    pending = address.notice_items.filter(action="", notice__state__in=NOTICE_OPEN).exists()
    if address.state == "routed" and not asked and not pending:
        advance(address, "watch", by=by, role=role)
        start_clock(address.pk, "watch")
