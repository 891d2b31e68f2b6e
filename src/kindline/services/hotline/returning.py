"""Watching for a return: for ninety days after an end the name is looked up again, daily at first and then weekly.

The mandate's clocks `return_watch`, `return_soon` and `return_later` are the schedule; a mandate without them watches
nobody. A hold stops it, also upon an address that has ended (P11).
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kindline.kernel import clock
from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline
from kindline.kernel.procedure.table import advance
from kindline.services.hotline.clocks import start_if_named
from kindline.services.hotline.deciding import Finding, find_out_in_time, latest, moved, route, write_decision
from kindline.services.hotline.followup import asked_last
from kindline.services.hotline.grading import NAME_SILENT, grade_of
from kindline.services.hotline.models import Address, Report
from kindline.services.hotline.one_by_one import each

LOOKS = ("return_soon", "return_later")
DAILY_FOR = timedelta(days=7)
SILENT = ("not_resolving", "no_host")


def look_for_returns(*, limit: int = 100) -> int:
    """Look up the names of ended addresses whose turn it is; returns how many were looked at."""
    running = Deadline.objects.filter(met_at=None, expired_at=None, noun=OuterRef("pk"))
    watched = Exists(running.filter(kind="return_watch", stopped_at=None))
    due = Q(ask_again_at=None) | Q(ask_again_at__lte=clock.now())
    over = Address.objects.filter(due, watched, ~Exists(running.filter(kind__in=LOOKS)), state="closed")
    return each(over.filter(released__isnull=False).select_related("released", "report")[:limit], _look)


def _look(address: Address) -> int:
    # Asked again here: a hold may have come while others of this pass were being resolved.
    if holding.is_held(address.pk):
        return 0
    finding = find_out_in_time(address, why="return")
    if finding is None:
        return 0
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state != "closed" or holding.is_held(fresh.pk):
            return 0
        Address.objects.filter(pk=fresh.pk).update(silent_since=None, ask_again_at=None)
        if _is_back(fresh, finding):
            _reopen(fresh, finding)
        else:
            _keep_silence(fresh, finding)
            start_if_named(fresh.pk, _next_look(fresh))
    return 1


def _is_back(address: Address, finding: Finding) -> bool:
    """A name that was silent answers again, or one that answered all along answers from another place."""
    if finding.place in SILENT or (finding.place == "unknown_network" and address.silent_since):
        return False
    return grade_of(address.outcome) == NAME_SILENT or moved(address, finding, provider=asked_last(address))


def _keep_silence(address: Address, finding: Finding) -> None:
    """A name that falls silent after its end is evidence, and what its return will be compared with."""
    last = latest(address)
    if finding.place in SILENT and last and last.place != finding.place:
        write_decision(address, finding, by="worker")


def _next_look(address: Address) -> str:
    ended = address.removed_at or clock.now()
    return "return_soon" if clock.now() - ended < DAILY_FOR else "return_later"


def _reopen(address: Address, finding: Finding) -> None:
    """It is back: routed again with the new evidence, and its report with it."""
    deadlines.meet_all(address.pk)
    report = Report.objects.select_for_update().get(pk=address.report_id)
    if report.state == "closed":
        advance(report, "reopen", by="worker", role="worker", facts={"why": "return"}, also={"closed_at": None})
    facts, anew = {"was": address.outcome}, {"outcome": "", "removed_at": None}
    advance(address, "return", by="worker", role="worker", facts=facts, also=anew)
    route(address, finding)
