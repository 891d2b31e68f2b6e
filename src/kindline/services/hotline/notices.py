"""Requests to providers: one notice per provider and window, announced by a mail that says only that it waits (P11)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from kindline.kernel import clock, kill_points
from kindline.kernel.directory.models import Provider, Standing
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.holding import is_held
from kindline.kernel.outbox.models import URGENT
from kindline.kernel.procedure.table import advance
from kindline.sealing.codes import encode, grouped
from kindline.services.hotline import letters, notice_text, tasks, world
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Notice, NoticeItem
from kindline.services.hotline.releases import released_locator

if TYPE_CHECKING:
    from kindline.services.hotline.deciding import Finding

# Addresses of one provider released within this time travel in one notice; urgent ones do not wait for it.
WINDOW = timedelta(minutes=15)
CODE_CHARS = 24


def prepare(address: Address, finding: Finding) -> NoticeItem | None:
    """Put an address into its provider's open notice, in the decision's transaction; nothing where the law says not.

    An address whose provider no source names ends at a person, never at nobody.
    """
    if active().home_notice == "authority_only" or active().home_notice_sender != "hotline":
        return None
    candidate = next(iter(finding.location.providers), None)
    if candidate is None or not candidate.mailbox:
        tasks.open_task("route_person", subject=address.pk, facts={"why": "no_provider_known"})
        return None
    provider, _ = Provider.objects.get_or_create(
        slug=candidate.provider,
        defaults={
            "name": candidate.holder,
            "mailbox": candidate.mailbox,
            "language": candidate.language or "en",
            "source": "pack",
            "source_version": world.pack().id,
        },
    )
    notice = _open_notice(provider)
    return NoticeItem.objects.create(notice=notice, address=address, line=notice.items.count() + 1)


def _open_notice(provider: Provider) -> Notice:
    found = Notice.objects.select_for_update().filter(provider=provider, state__in=("prepared", "confirmed")).first()
    if found:
        return found
    notice = Notice.objects.create(
        number=f"N-{_code(8)}",
        provider=provider,
        language=provider.language,
        check_code=_code(8),
        sealed=b"",
        mandate=active().id,
        made_at=clock.now(),
    )
    if provider.standing == Standing.UNVERIFIED:
        tasks.open_task("confirm_mailbox", subject=provider.pk, facts={"provider": provider.slug})
        start_clock(notice.pk, "confirm_mailbox")
    return notice


def _code(chars: int) -> str:
    return encode(secrets.randbits(chars * 5), length=chars)


def announce_due(*, limit: int = 50) -> int:
    """Announce notices whose mailbox is known and whose window is over; returns how many left."""
    ready = Notice.objects.filter(state__in=("prepared", "confirmed"), provider__standing=Standing.VERIFIED)
    return sum(_announce(notice.pk) for notice in ready.order_by("made_at")[:limit])


def _announce(notice_id: object) -> int:
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update().select_related("provider").get(pk=notice_id)
        items = list(notice.items.select_related("address__report", "address__released").order_by("line"))
        urgent = any(item.address.report.urgent for item in items)
        if not items or not (urgent or clock.now() - notice.made_at >= WINDOW):
            return 0
        # Only one answer is possible under a hold, and it must not show: wait, and let the others wait with it.
        if any(item.address.state != "routed" or is_held(item.address_id) for item in items):
            return 0
    # Opening writes its own leaf first, so the text is built outside the transaction that sends it.
    locators = {item.pk: released_locator(item.address, why="notice") for item in items}
    code = _code(CODE_CHARS)
    sealed = notice_text.seal(notice, [(item, locators[item.pk]) for item in items], code=code)
    kill_points.reach("notice.sealed")
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update().select_related("provider").get(pk=notice_id)
        still = set(notice.items.values_list("pk", flat=True)) == set(locators)
        held = Address.objects.filter(notice_items__notice=notice).exclude(state="routed").exists()
        if notice.state not in ("prepared", "confirmed") or held or not still:
            return 0
        if notice.state == "prepared":
            advance(notice, "confirm", by="worker", role="worker")
        advance(notice, "announce", by="worker", role="worker", facts={"lines": len(items)})
        Notice.objects.filter(pk=notice.pk).update(sealed=sealed, announced_at=clock.now())
        _mail(notice, code=code, urgent=urgent)
        start_clock(notice.pk, "notice_ack")
        start_clock(notice.pk, "notice_action")
        kill_points.reach("notice.posted")
    return 1


def _mail(notice: Notice, *, code: str, urgent: bool) -> None:
    letters.send(
        kind="notice",
        subject=notice.pk,
        recipient=f"provider:{notice.provider.slug}",
        to=notice.provider.mailbox,
        title=notice_text.title(notice),
        text=notice_text.announcement(notice, code=grouped(code)),
        once="announce",
        priority=URGENT if urgent else 5,
    )


def remind(notice: Notice, *, once: object) -> None:
    """Say again that it waits; the code went with the first letter and is not repeated."""
    letters.send(
        kind="reminder",
        subject=notice.pk,
        recipient=f"provider:{notice.provider.slug}",
        to=notice.provider.mailbox,
        title=notice_text.title(notice),
        text=notice_text.reminder(notice),
        once=once,
    )
