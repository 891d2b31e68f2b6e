"""When every address of a report has ended, the report has; its clocks stop and its stage may follow."""

from kindline.kernel import clock
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline.models import Address, Report

VERDICT_AWAITED = ("sealed", "acknowledged")


def close_if_ended(report: Report, *, by: str, role: str) -> None:
    """Close a report whose addresses have all ended, inside the transaction that ended the last of them."""
    report.refresh_from_db()
    states = list(report.addresses.values_list("state", flat=True))
    if report.state == "acknowledged" and not any(state in VERDICT_AWAITED for state in states):
        deadlines.meet(report.pk, "verdict")
    if report.state == "acknowledged" and all(state == "closed" for state in states):
        advance(report, "close", by=by, role=role)
        Report.objects.filter(pk=report.pk).update(closed_at=clock.now())
        deadlines.meet_all(report.pk)


def end_address(address: Address, *, outcome: str, by: str, role: str) -> None:
    """An address reached its end, graded by how we know; its report may follow."""
    advance(address, "close", by=by, role=role, facts={"outcome": outcome})
    Address.objects.filter(pk=address.pk).update(outcome=outcome, removed_at=clock.now())
    deadlines.meet_all(address.pk)
    close_if_ended(Report.objects.select_for_update().get(pk=address.report_id), by=by, role=role)
