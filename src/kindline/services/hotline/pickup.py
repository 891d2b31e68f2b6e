"""A provider picks its notice up, acknowledges and says what it did: code from the mail and a second factor, by POST.

The portal has no key of its own: the text opens with the code. Every wrong thing gets the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
from django.db import transaction
from django.db.models import F

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.sealing.codes import tidy
from kindline.sealing.errors import SealingError
from kindline.services.hotline import notice_text, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Notice, NoticeItem
from kindline.services.hotline.notices import CODE_CHARS
from kindline.services.hotline.writing import xarf
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.text import as_text

ACTIONS = ("removed", "secured", "moved", "refused", "not_found")
LEFT = ("announced", "picked_up", "acknowledged", "acted", "closed")
TRIES = 5
CLOSED_FOR = timedelta(minutes=15)


class Refused(Exception):
    """Number, code or factor is wrong, or too many were tried. Which one is not said."""


@dataclass(frozen=True)
class Line:
    """One address of a notice and what the provider said of it."""

    line: int
    address: str = field(repr=False)
    action: str


@dataclass(frozen=True)
class OpenedNotice:
    """A notice in the clear, for the page that shows it and nothing else."""

    number: str
    language: str
    state: str
    letter: Letter = field(repr=False)
    machine: Mapping[str, object] = field(repr=False)
    # XARF by line, as files.
    reports: Mapping[int, bytes] = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The letter as people read it."""
        return as_text(self.letter)


def open_notice(number: str, *, code: str, factor: str) -> OpenedNotice:
    """Show a notice to its provider. The log's leaf is committed before the text is returned (P7)."""
    notice, machine = _enter(number, code, factor)
    notice = note_shown(notice.pk, by=f"provider:{notice.provider.slug}")
    actions = dict(notice.items.values_list("line", "action"))
    # Lines withdrawn before anybody read them, by a hold for instance, are not shown (P11).
    machine = notice_text.only(machine, actions)
    said = {line: action if action in ACTIONS else "" for line, action in actions.items()}
    rows = tuple(Line(line, address, said[line]) for line, address in notice_text.lines(machine))
    return OpenedNotice(
        notice.number,
        notice.language,
        notice.state,
        notice_text.letter_in(machine),
        machine,
        {line: xarf.to_bytes(report) for line, report in notice_text.reports(machine).items()},
        rows,
    )


def acknowledge(number: str, *, code: str, factor: str) -> None:
    """The provider confirms that it has read the notice. Repeating changes nothing."""
    notice, _ = _enter(number, code, factor)
    with transaction.atomic(using="core"):
        by = f"provider:{notice.provider.slug}"
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        _acknowledge(notice, by=by, role="provider", at=clock.now())


def _acknowledge(notice: Notice, *, by: str, role: str, at: datetime) -> None:
    if notice.state in ("announced", "picked_up"):
        advance(notice, "acknowledge", by=by, role=role, occurred_at=at)
        Notice.objects.filter(pk=notice.pk).update(acknowledged_at=at)
        deadlines.meet(notice.pk, "notice_ack")


def act(number: str, *, code: str, factor: str, actions: Mapping[int, str]) -> None:
    """The provider says what was done, per line. ValueError for an unknown line or action, and nothing is kept."""
    notice, _ = _enter(number, code, factor)
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        take_actions(notice, actions, by=f"provider:{notice.provider.slug}", role="provider", at=clock.now())


def take_actions(notice: Notice, actions: Mapping[int, str], *, by: str, role: str, at: datetime) -> None:
    """What was said of a notice's lines, inside the caller's transaction: by the provider, or by who heard it.

    `at` is when the provider said so. ValueError for an unknown line or action, and nothing is kept.
    """
    items = {item.line: item for item in notice.items.select_related("address")}
    if not set(actions) <= set(items) or not set(actions.values()) <= set(ACTIONS):
        raise ValueError("unknown line or action")
    _acknowledge(notice, by=by, role=role, at=at)
    for line, action in actions.items():
        _act(items[line], action, by=by, role=role, at=at)
    if notice.state == "acknowledged" and not notice.items.filter(action="").exists():
        advance(notice, "act", by=by, role=role, occurred_at=at)
        Notice.objects.filter(pk=notice.pk).update(acted_at=at)
        deadlines.meet_all(notice.pk)


def _act(item: NoticeItem, action: str, *, by: str, role: str, at: datetime) -> None:
    if item.action == action:
        return
    NoticeItem.objects.filter(pk=item.pk).update(action=action, acted_at=at)
    record("notice.action", subject=item.address_id, by=by, facts={"action": action, "line": item.line})
    address = item.address
    # Under a hold what the provider says is kept, and nothing moves (P11).
    if action == "refused" and address.state in ("routed", "watching"):
        tasks.open_task("escalate_person", subject=address.pk, facts={"why": "refused"})
    if address.state != "routed":
        return
    if action in ("removed", "not_found", "moved"):
        advance(address, "watch", by=by, role=role, facts={"action": action}, occurred_at=at)
        start_clock(address.pk, "watch")


def note_shown(notice_id: UUID, *, by: str) -> Notice:
    """The provider is shown a notice; whoever calls has made sure that it is the provider. Refused unless it left.

    Commits before it returns: only then may a line of it leave (P7).
    """
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update(of=("self",)).select_related("provider").get(pk=notice_id)
        if notice.state not in LEFT:
            raise Refused
        if notice.state == "announced":
            advance(notice, "pick_up", by=by, role="provider")
            Notice.objects.filter(pk=notice.pk).update(picked_up_at=clock.now())
        record("notice.shown", subject=notice.pk, by=by)
    return notice


def note_acknowledged(notice_id: UUID, *, by: str) -> Notice:
    """The provider has read it; whoever calls has made sure that it is the provider. Repeating changes nothing."""
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update().get(pk=notice_id)
        _acknowledge(notice, by=by, role="provider", at=clock.now())
    return notice


def note_actions(notice_id: UUID, *, actions: Mapping[int, str], by: str) -> Notice:
    """What the provider did, per line, said by its own system. ValueError for an unknown line or action."""
    with transaction.atomic(using="core"):
        notice = Notice.objects.select_for_update().get(pk=notice_id)
        take_actions(notice, actions, by=by, role="provider", at=clock.now())
    return notice


def _enter(number: str, code: str, factor: str) -> tuple[Notice, dict[str, Any]]:
    notice = Notice.objects.select_related("provider").filter(number=number.strip().upper(), state__in=LEFT).first()
    if notice is None:
        notice_text.unseal_nothing(code=code)
        raise Refused
    # A wrong code closes no door: nobody can guess it, and whoever knows the number could lock the provider out.
    try:
        machine = notice_text.unseal(notice, code=tidy(code, length=CODE_CHARS))
    except SealingError:
        raise Refused from None
    if notice.closed_until and notice.closed_until > clock.now():
        raise Refused
    if not _factor_holds(notice, factor):
        _count_failure(notice)
        raise Refused
    Notice.objects.filter(pk=notice.pk).update(failures=0)
    return notice, machine


def _factor_holds(notice: Notice, factor: str) -> bool:
    provider = notice.provider
    if not provider.factor:
        return False
    secret = vault.open_with("portal", "factor", bytes(provider.factor), info=b"factor:" + provider.pk.bytes).decode()
    return pyotp.TOTP(secret).verify(factor.strip().replace(" ", ""), for_time=clock.now(), valid_window=1)


def _count_failure(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(failures=F("failures") + 1)
    notice.refresh_from_db(fields=["failures"])
    if notice.failures >= TRIES:
        Notice.objects.filter(pk=notice.pk).update(failures=0, closed_until=clock.now() + CLOSED_FOR)
