"""Taking an address out of notices that nobody has read, without touching what the provider's other lines ask."""

from collections.abc import Iterator

from kindline.kernel.audit.record import record
from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import tasks
from kindline.services.hotline.law import role_of
from kindline.services.hotline.models import Address, Notice, ProviderForm, Task
from kindline.services.hotline.tables import ASSESSORS

UNREAD = ("prepared", "confirmed", "announced")
READ = ("picked_up", "acknowledged")


def withdraw_notices(address: Address, *, by: str, why: str) -> int:
    """Remove the address from every notice not yet picked up; an emptied notice is withdrawn. How many lines.

    A mail that has left says only that a notice waits: its line is gone before anybody reads it (P11).
    """
    items = list(address.notice_items.filter(notice__state__in=UNREAD).select_related("notice"))
    for item in items:
        notice = Notice.objects.select_for_update().get(pk=item.notice_id)
        item.delete()
        record("notice.line_withdrawn", subject=address.pk, by=by, facts={"notice": str(notice.pk), "why": why})
        if notice.state in UNREAD and not notice.items.exists():
            withdraw(notice, by=by, why=why)
    return len(items)


def withdraw(notice: Notice, *, by: str, why: str) -> None:
    """End a notice nobody has read: its letters do not leave, its clocks stop."""
    role = role_of(by) if role_of(by) in ASSESSORS else "worker"
    advance(notice, "withdraw", by=by, role=role, facts={"why": why})
    holding.cancel(subject=notice.pk, by=by, why="withdrawn")
    ProviderForm.objects.filter(notice=notice).update(sealed=None)
    for task in Task.objects.filter(kind="fill_form", subject=notice.pk, done_at=None):
        tasks.finish(task, decision="withdrawn", reason="", by=by)
    deadlines.meet_all(notice.pk)


def rest_notices(address: Address) -> None:
    """A hold: a notice in which only held lines wait is not pressed for an answer."""
    for notice in _read_with(address):
        if not notice.items.filter(action="").exclude(address__state="held").exists():
            deadlines.stop(notice.pk)


def wake_notices(address: Address) -> None:
    """The hold is over: such a notice's clocks get the time they had left."""
    for notice in _read_with(address):
        deadlines.resume(notice.pk)


def _read_with(address: Address) -> Iterator[Notice]:
    return iter(Notice.objects.filter(items__address=address, state__in=READ).distinct())
