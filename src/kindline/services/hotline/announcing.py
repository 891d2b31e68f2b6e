"""Announcing notices: looked at once more, sealed under a code, and a mail that says only that it waits (P11)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kindline.kernel import clock, kill_points
from kindline.kernel.directory.models import Standing, Way
from kindline.kernel.outbox.models import URGENT
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import Locator
from kindline.sealing.codes import grouped
from kindline.services.hotline import forms, letters, notice_text, sealed_mail, withdrawing
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.copies import keep_copies, seal_copies
from kindline.services.hotline.deciding import find_out_in_time, latest, moved, route, write_decision
from kindline.services.hotline.models import Address, Notice, NoticeItem
from kindline.services.hotline.notices import CODE_CHARS, new_code
from kindline.services.hotline.one_by_one import each
from kindline.services.hotline.releases import released_locator

# Addresses of one provider released within this time travel in one notice; urgent ones do not wait for it.
WINDOW = timedelta(minutes=15)
# Of 640 addresses the IWF had authorised, 465 were gone or moved: look again before writing (civil-hotline §4.4).
STALE = timedelta(hours=1)
NOT_ANNOUNCED = ("prepared", "confirmed")


def announce_due(*, limit: int = 50) -> int:
    """Announce notices whose mailbox is known and whose window is over; returns how many left."""
    ready = Q(made_at__lte=clock.now() - WINDOW) | Q(items__address__report__urgent=True)
    # A form needs no mailbox; who set it as the way to ask has said why in the contact book.
    known = Q(provider__standing=Standing.VERIFIED) | Q(provider__standing=Standing.UNVERIFIED, provider__way=Way.FORM)
    rows = Notice.objects.filter(ready, known, state__in=NOT_ANNOUNCED).distinct()
    return each(list(rows.order_by("made_at").values_list("pk", "made_at")[:limit]), _announce)


def _announce(row: tuple[UUID, object]) -> int:
    notice = Notice.objects.select_related("provider").get(pk=row[0])
    items = _lines(notice)
    # Every line is looked at, also after one that moved: each goes its own way at once.
    there = [_still_there(item, notice) for item in items]
    if not items or not all(there) or forms.is_ready(notice, items):
        return 0
    # Opening writes its own leaf first, so the text is built outside the transaction that sends it.
    lines: list[tuple[NoticeItem, Locator]] = []
    for number, item in enumerate(items, start=1):
        item.line = number
        lines.append((item, released_locator(item.address, why="notice")))
    if forms.is_for_form(notice):
        with transaction.atomic(using="core"):
            return _lay_ready(notice.pk, lines)
    code = new_code(CODE_CHARS)
    machine = notice_text.write(notice, lines)
    sealed = notice_text.seal(notice, machine, code=code)
    whole = sealed_mail.enclosed(notice, machine, about=[item.address_id for item in items], code=code)
    kill_points.reach("notice.sealed")
    copied = seal_copies(notice, items, machine)
    with transaction.atomic(using="core"):
        sent = _send(notice.pk, items, sealed=sealed, code=code, whole=whole)
        keep_copies(copied if sent else ())
    return sent


def _lay_ready(notice_id: UUID, lines: list[tuple[NoticeItem, Locator]]) -> int:
    """For a provider with nothing but a form: ready to paste, by a person."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("provider").get(pk=notice_id)
    if not _is_unchanged(notice, [item for item, _ in lines]):
        return 0
    forms.prepare(notice, lines)
    return 1


def _is_unchanged(notice: Notice, items: list[NoticeItem]) -> bool:
    """Whether no hold, withdrawal, new line or other worker came while we were sealing."""
    now_in = {item.pk: item.address.state for item in notice.items.select_related("address")}
    return notice.state in NOT_ANNOUNCED and now_in == {item.pk: "routed" for item in items}


def _lines(notice: Notice) -> list[NoticeItem]:
    """The lines that may leave; one whose address has gone another way meanwhile is taken out and blocks nobody."""
    items = list(notice.items.select_related("address__report", "address__released").order_by("line"))
    for item in items:
        if item.address.state != "routed":
            with transaction.atomic(using="core"):
                withdrawing.withdraw_notices(item.address, by="worker", why="not_routed")
    return [item for item in items if item.address.state == "routed"]


def _still_there(item: NoticeItem, notice: Notice) -> bool:
    """Whether the address is where the decision says; an old decision is checked, and a moved address routed again."""
    address, last = item.address, latest(item.address)
    if last and clock.now() - last.decided_at < STALE:
        return True
    if address.ask_again_at and address.ask_again_at > clock.now():
        return False
    finding = find_out_in_time(address, why="announce")
    if finding is None:
        return False
    unknown = finding.place == "unknown_network" and bool(address.silent_since)
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state != "routed":
            return False
        if unknown or not moved(fresh, finding, provider=notice.provider.slug):
            # Nobody answered in six hours, or nothing has changed: it is told to whom it was going to be told.
            if not unknown and last and last.decided_by == "worker":
                write_decision(fresh, finding, by="worker")
            Address.objects.filter(pk=fresh.pk).update(silent_since=None, ask_again_at=None)
            return True
        withdrawing.withdraw_notices(fresh, by="worker", why="moved")
        route(fresh, finding)
    return False


def _send(notice_id: UUID, items: list[NoticeItem], *, sealed: bytes, code: str, whole: dict[str, Any]) -> int:
    notice = Notice.objects.select_for_update(of=("self",)).select_related("provider").get(pk=notice_id)
    if not _is_unchanged(notice, items):
        return 0
    if notice.state == "prepared":
        advance(notice, "confirm", by="worker", role="worker")
    advance(notice, "announce", by="worker", role="worker", facts={"lines": len(items)})
    for item in items:
        NoticeItem.objects.filter(pk=item.pk).update(line=item.line)
    Notice.objects.filter(pk=notice.pk).update(sealed=sealed, announced_at=clock.now())
    _mail(notice, code=code, whole=whole, urgent=any(item.address.report.urgent for item in items))
    deadlines.meet(notice.pk, "confirm_mailbox")
    start_clock(notice.pk, "notice_ack")
    start_clock(notice.pk, "notice_action")
    kill_points.reach("notice.posted")
    return 1


def _mail(notice: Notice, *, code: str, whole: dict[str, Any], urgent: bool) -> None:
    """The notice whole where its provider's certificate is known; else that it waits, and a person hears why."""
    sealed_mail.tell_of_unusable(notice.provider)
    what = whole or {"text": notice_text.announcement(notice, code=grouped(code))}
    letters.send(
        kind="notice",
        subject=notice.pk,
        recipient=f"provider:{notice.provider.slug}",
        to=notice.provider.mailbox,
        title=notice_text.title(notice),
        once="announce",
        reply_token=notice.reply_token,
        priority=URGENT if urgent else 5,
        **what,
    )
