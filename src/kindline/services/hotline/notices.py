"""Requests to providers: one notice per provider and window, announced by a mail that says only that it waits (P11)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kindline.kernel import clock
from kindline.kernel.directory.models import Provider, Standing, Way
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.procedure import deadlines
from kindline.sealing.codes import encode
from kindline.services.hotline import law, letters, notice_text, tasks, world
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Notice, NoticeItem
from kindline.services.hotline.providing import home_provider

if TYPE_CHECKING:
    from kindline.provenance.decision.model import Provider as Candidate
    from kindline.services.hotline.deciding import Finding

CODE_CHARS = 24
TOKEN_CHARS = 20
# A line in one of these still waits for the provider.
WAITING = ("prepared", "confirmed", "announced", "picked_up", "acknowledged")


def prepare(address: Address, finding: Finding) -> NoticeItem | None:
    """Put an address into its provider's open notice, in the decision's transaction; nothing where the law says not.

    An address whose provider no source names, or that may not be written to, ends at a person, never at nobody.
    """
    mandate = law.of(address.report)
    if mandate.home_notice == "authority_only" or mandate.home_notice_sender != "hotline":
        return None
    candidate = home_provider(finding.claims, finding.location, home=mandate.home)
    if candidate is None:
        tasks.open_task("route_person", subject=address.pk, facts={"why": "no_provider_known"})
        return None
    return ask(address, in_the_book(candidate))


def in_the_book(candidate: Candidate) -> Provider:
    """The contact book's entry of a provider that the sources name; a new one when it has none."""
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
    return provider


def ask(address: Address, provider: Provider) -> NoticeItem | None:
    """A line in this provider's open notice; a person decides where nobody may write to it."""
    if provider.standing == Standing.BLOCKED:
        tasks.open_task("route_person", subject=address.pk, facts={"why": "mailbox_blocked"})
        return None
    return _asked_already(address, provider) or _add_line(_open_notice(provider, law.of(address.report)), address)


def _asked_already(address: Address, provider: Provider) -> NoticeItem | None:
    """A line about it that still waits for this provider's answer."""
    waiting = address.notice_items.filter(action="", notice__provider=provider, notice__state__in=WAITING)
    return waiting.first()


def _add_line(notice: Notice, address: Address) -> NoticeItem:
    # Lines may have been withdrawn: count from the last one. They are numbered anew when the notice is announced.
    last = notice.items.order_by("-line").values_list("line", flat=True).first() or 0
    return NoticeItem.objects.create(notice=notice, address=address, line=last + 1)


def _open_notice(provider: Provider, mandate: Mandate) -> Notice:
    """The provider's notice of this window, made under this mandate: a letter names one legal basis."""
    # Two workers that route at once write into one notice: the provider's row is where they meet.
    Provider.objects.select_for_update().get(pk=provider.pk)
    mine = Notice.objects.filter(provider=provider, mandate_sha256=mandate.sha256.hex())
    found = mine.select_for_update().filter(state__in=("prepared", "confirmed")).first()
    if found:
        return found
    notice = Notice.objects.create(
        number=f"N-{new_code(8)}",
        provider=provider,
        language=provider.language,
        check_code=new_code(8),
        reply_token=new_code(TOKEN_CHARS),
        sealed=b"",
        mandate=mandate.id,
        mandate_sha256=mandate.sha256.hex(),
        made_at=clock.now(),
    )
    if provider.standing == Standing.UNVERIFIED and provider.way != Way.FORM:
        tasks.open_task("confirm_mailbox", subject=provider.pk, facts={"provider": provider.slug})
        start_clock(notice.pk, "confirm_mailbox")
    return notice


def new_code(chars: int) -> str:
    """So many random characters that can be read over the telephone."""
    return encode(secrets.randbits(chars * 5), length=chars)


def remind(notice: Notice, *, once: object) -> None:
    """Say again that it waits; the code went with the first letter and is not repeated. A form is for a person."""
    if notice.provider.way == Way.FORM:
        tasks.open_task("fill_form", subject=notice.pk, facts={"notice": notice.number, "why": "provider_silent"})
        return
    letters.send(
        kind="reminder",
        subject=notice.pk,
        recipient=f"provider:{notice.provider.slug}",
        to=notice.provider.mailbox,
        title=notice_text.title(notice),
        text=notice_text.reminder(notice),
        once=once,
        reply_token=notice.reply_token,
    )


def give_up_lines(address: Address) -> None:
    """The police have it now: what the provider has not answered is no longer waited for."""
    lines = address.notice_items.filter(action="")
    asked = list(Notice.objects.filter(items__in=lines).distinct())
    lines.update(action="unanswered", acted_at=clock.now())
    for notice in asked:
        if not notice.items.filter(action="").exists():
            deadlines.meet_all(notice.pk)
