"""When every address of a report has ended, the report has; its clocks stop and its stage may follow."""

from kindline.kernel import clock
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import tasks, withdrawing
from kindline.services.hotline.clocks import start_if_named
from kindline.services.hotline.grading import grade_of
from kindline.services.hotline.models import Address, Notice, Report

VERDICT_AWAITED = ("sealed", "acknowledged")
LEFT = ("announced", "picked_up", "acknowledged", "acted")


def close_if_ended(report: Report, *, by: str, role: str) -> None:
    """Close a report whose addresses have all ended, inside the transaction that ended the last of them and locked it.

    The clock of an addition not yet acknowledged runs on: it belongs to the parcel, not to the addresses.
    """
    states = list(report.addresses.values_list("state", flat=True))
    if report.state == "acknowledged" and not any(state in VERDICT_AWAITED for state in states):
        deadlines.meet(report.pk, "verdict")
    if report.state == "acknowledged" and all(state == "closed" for state in states):
        advance(report, "close", by=by, role=role, also={"closed_at": clock.now()})


def end_address(address: Address, *, outcome: str, by: str, role: str) -> None:
    """An address reached its end, graded by how we know; its report may follow."""
    ended = {"outcome": outcome, "removed_at": clock.now()}
    advance(address, "close", by=by, role=role, facts={"outcome": outcome}, also=ended)
    settle(address, by=by, why=outcome)
    if grade_of(outcome):
        start_if_named(address.pk, "return_watch")
        start_if_named(address.pk, "return_soon")
    close_if_ended(Report.objects.select_for_update().get(pk=address.report_id), by=by, role=role)


def settle(address: Address, *, by: str, why: str) -> None:
    """Nothing more is awaited or sent about an ended address: no clock, no task, no unread line, no finished notice."""
    deadlines.meet_all(address.pk)
    tasks.settle(address.pk, why=why)
    withdrawing.withdraw_notices(address, by=by, why=why)
    for notice in Notice.objects.filter(items__address=address, state__in=LEFT).distinct():
        if not notice.items.exclude(address__state="closed").exists():
            close_notice(notice, by=by)


def close_notice(notice: Notice, *, by: str, role: str = "worker") -> None:
    """Every line of a notice has ended."""
    advance(notice, "close", by=by, role=role)
    deadlines.meet_all(notice.pk)
    tasks.settle(notice.pk, why="closed")
