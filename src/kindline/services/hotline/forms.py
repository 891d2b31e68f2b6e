"""Providers that take requests only through a form of their own: a person pastes what the worker prepared.

The text lies sealed to the desk's key from the moment the worker made it until the person says it was sent; showing it
is an act with a reason in the log, and showing it plain for copying is a second one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.directory.models import Way
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import Locator
from kindline.provenance.masking import defang
from kindline.services.hotline import notice_text, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Notice, NoticeItem, ProviderForm, Task
from kindline.services.hotline.writing.text import as_text

LONGEST_REFERENCE = 80


class NotReady(LookupError):
    """There is nothing to paste: not yet prepared, sent already, or withdrawn meanwhile."""


@dataclass(frozen=True)
class ToPaste:
    """The request in the clear, for the page that shows it and nothing else."""

    text: str = field(repr=False)
    lines: int


def is_for_form(notice: Notice) -> bool:
    """Whether this provider takes requests through its form alone."""
    return notice.provider.way == Way.FORM


def is_ready(notice: Notice, items: Sequence[NoticeItem]) -> bool:
    """Whether a text of exactly these lines waits for a person already."""
    form = ProviderForm.objects.filter(notice=notice, sent_at=None).defer("sealed").first()
    return form is not None and form.items == _ids(items)


def prepare(notice: Notice, lines: Sequence[tuple[NoticeItem, Locator]]) -> None:
    """Make the text ready to paste and ask a person, inside the caller's transaction."""
    items = [item for item, _ in lines]
    machine = notice_text.write(notice, lines)
    sealed = vault.seal_to("staff", json.dumps(machine, ensure_ascii=False).encode(), info=_info(notice))
    # Erased with the first of its addresses, in every backup too (P8).
    sealed = erasable.lock(sealed, [item.address_id for item in items])
    ProviderForm.objects.update_or_create(
        notice=notice, defaults={"items": _ids(items), "sealed": sealed, "made_at": clock.now()}
    )
    for item in items:
        NoticeItem.objects.filter(pk=item.pk).update(line=item.line)
    if notice.state == "prepared":
        advance(notice, "confirm", by="worker", role="worker")
    tasks.open_task("fill_form", subject=notice.pk, facts={"notice": notice.number})


def show(notice: Notice, *, reason: str, plain: bool, by: str) -> ToPaste:
    """The text to paste, its addresses defanged unless `plain`. The leaf is committed first (P7); NotReady without one.

    A line that was withdrawn or held since the text was made is not in it (P11).
    """
    form = ProviderForm.objects.filter(notice=notice, sent_at=None).exclude(sealed=None).first()
    if form is None or notice.state != "confirmed":
        raise NotReady
    with transaction.atomic(using="core"):
        record("form.shown", subject=notice.pk, by=by, facts={"reason": reason, "plain": plain})
    kept = set(notice.items.filter(address__state="routed").values_list("line", flat=True))
    machine = json.loads(vault.open_with("desk", "staff", erasable.unlock(form.sealed or b""), info=_info(notice)))
    machine = notice_text.only(machine, kept)
    if not machine["lines"]:
        raise NotReady
    text = as_text(notice_text.letter_in(machine))
    return ToPaste(text if plain else _defanged(text, machine), len(machine["lines"]))


def _defanged(text: str, machine: Mapping[str, Any]) -> str:
    """The text with its addresses defanged, longer ones first: one may begin like another."""
    for address in sorted((address for _, address in notice_text.lines(machine)), key=len, reverse=True):
        text = text.replace(address, defang(address))
    return text


def sent(notice: Notice, *, reference: str, by: str) -> Notice:
    """The person pasted it and brings the form's reference: the provider has been asked, and its clocks run."""
    reference = reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise ValueError("a form gives a reference")
    with transaction.atomic(using="core"):
        fresh = Notice.objects.select_for_update().get(pk=notice.pk)
        form = ProviderForm.objects.select_for_update().filter(notice=fresh, sent_at=None).first()
        if form is None or fresh.state != "confirmed":
            raise NotReady
        form.reference, form.sent_at, form.sent_by, form.sealed = reference, clock.now(), by, None
        form.save(update_fields=["reference", "sent_at", "sent_by", "sealed"])
        facts, sent = {"lines": fresh.items.count(), "way": "form"}, {"announced_at": clock.now()}
        advance(fresh, "announce", by=by, role="operator", facts=facts, also=sent)
        deadlines.meet(fresh.pk, "confirm_mailbox")
        start_clock(fresh.pk, "notice_ack")
        start_clock(fresh.pk, "notice_action")
        settle(fresh, decision="sent", by=by)
    return fresh


def asked_again(notice: Notice, *, by: str) -> None:
    """The person asked again through the form, under the same reference."""
    with transaction.atomic(using="core"):
        record("form.asked_again", subject=notice.pk, by=by)
        settle(notice, decision="asked_again", by=by)


def settle(notice: Notice, *, decision: str, by: str) -> None:
    """The person's task is done, or no longer to be done."""
    for task in Task.objects.filter(kind="fill_form", subject=notice.pk, done_at=None):
        tasks.finish(task, decision=decision, reason="", by=by)


def _ids(items: Sequence[NoticeItem]) -> list[str]:
    return sorted(str(item.pk) for item in items)


def _info(notice: Notice) -> bytes:
    return b"form:" + notice.pk.bytes
