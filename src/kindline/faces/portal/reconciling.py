"""The monthly reconciliation: our list of receipts beside theirs, so that none ended by being forgotten (P3)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline.models import Reconciliation as Lists
from kindline.services.hotline.models import Report
from kindline.services.hotline.reconciling import differing

SEPARATORS = re.compile(r"[\s,;]+")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Reconciliation:
    """What one side has and the other lacks."""

    ours: int
    theirs: int
    only_ours: list[Report]
    only_theirs: list[str]
    unacknowledged: list[Report]


@dataclass(frozen=True)
class SignedLists:
    """What both sides signed about a month, and how many receipts differ."""

    row: Lists
    differ: int


def signed_lists(month: date, *, authority: str) -> SignedLists | None:
    """The frozen list of a month that is over, if there is one for this authority."""
    row = Lists.objects.filter(authority=authority, month=month).first()
    return SignedLists(row, differing(row)) if row else None


def handed_over_in(month: date, *, authority: str) -> QuerySet[Report]:
    """The reports handed over to an authority in a month, oldest first."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)
    no_feedback = Q(addresses__outcome="no_feedback")
    found = Report.objects.filter(handed_over_at__gte=start, handed_over_at__lt=end)
    handed = Parcel.objects.filter(subject=OuterRef("pk"), kind="handover", recipient=f"authority:{authority}")
    return (
        found.filter(Exists(handed))
        .annotate(without_feedback=Count("addresses", filter=no_feedback))
        .order_by("number")
    )


def month_of(text: str, *, default: date) -> date:
    """`2026-11` as a date; the default for anything else."""
    match = MONTH.fullmatch(text)
    return date(int(match[1]), int(match[2]), 1) if match and int(match[1]) >= 1 else default.replace(day=1)


def reconcile(month: date, *, authority: str, pasted: str, by: str) -> Reconciliation:
    """Compare; the log keeps that it was done, with counts."""
    ours = list(handed_over_in(month, authority=authority))
    theirs = [token for token in SEPARATORS.split(pasted.strip()) if token]
    by_name = {str(report.pk): report for report in ours} | {str(report.number): report for report in ours}
    known = [by_name.get(_tidy(token)) for token in theirs]
    seen = {report.pk for report in known if report}
    made = Reconciliation(
        ours=len(ours),
        theirs=len(set(theirs)),
        only_ours=[report for report in ours if report.pk not in seen],
        only_theirs=sorted({token[:40] for token, report in zip(theirs, known, strict=True) if report is None}),
        unacknowledged=[report for report in ours if report.acknowledged_at is None],
    )
    facts = {
        "ours": made.ours,
        "theirs": made.theirs,
        "only_ours": len(made.only_ours),
        "only_theirs": len(made.only_theirs),
        "unacknowledged": len(made.unacknowledged),
    }
    with transaction.atomic(using="core"):
        record("lists.reconciled", subject=f"{month:%Y-%m}", by=by, facts=facts)
    return made


def _tidy(token: str) -> str:
    try:
        return str(UUID(token))
    except ValueError:
        return token.lstrip("0") or token
