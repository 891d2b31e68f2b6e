"""The monthly joint reconciliation: "you sent N, we hold N, these M differ", frozen and signed by both sides (P3).

Once a month is over the worker freezes the list of what was handed over in it and signs it. The authority signs what it
holds, the worker signs the comparison, and every difference is a task. Months are UTC, as the days in parcels are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure import deadlines
from kindline.sealing.answer import sign_document, verify_document
from kindline.services.hotline import tasks
from kindline.services.hotline.clocks import start_if_named
from kindline.services.hotline.models import Reconciliation, Report

if TYPE_CHECKING:
    from kindline.services.hotline.answers import Signed

FORM = "kindline/reconciliation/1"
CONTEXT = "reconciliation"
MOST = 1_000_000


def make_monthly() -> int:
    """Freeze last month's list for every authority that was ever given anything; returns how many were made.

    Analysts of our own are no other side: with them there is nothing to compare.
    """
    end = clock.today().replace(day=1)
    month = (end - timedelta(days=1)).replace(day=1)
    others = (authority.id for authority in active().authorities.values() if authority.role != "analyst")
    return sum(_make(authority, month, end) for authority in others)


def _make(authority: str, month: date, end: date) -> int:
    given = Parcel.objects.filter(recipient=f"authority:{authority}", kind="handover", created_at__lt=_midnight(end))
    if not given.exists() or Reconciliation.objects.filter(authority=authority, month=month).exists():
        return 0
    rows = _rows(authority, month, end)
    payload = {
        "form": FORM,
        "authority": authority,
        "month": f"{month:%Y-%m}",
        "sent": len(rows),
        "reports": rows,
    }
    ours = sign_document(payload, key=vault.signing_key("worker", "platform"), context=CONTEXT)
    digest = hashlib.sha256(ours).hexdigest()
    with transaction.atomic(using="core"):
        made, fresh = Reconciliation.objects.get_or_create(
            authority=authority,
            month=month,
            defaults={"ours": ours, "ours_sha256": digest, "sent": len(rows), "made_at": clock.now()},
        )
        if fresh:
            record("lists.frozen", subject=made.pk, by="worker", facts={"sha256": digest, "sent": len(rows)})
            start_if_named(made.pk, "reconcile_answer")
    return int(fresh)


def _rows(authority: str, month: date, end: date) -> list[dict[str, Any]]:
    """What was handed over in the month, in a fixed order: receipts, days and hashes, nothing that could be read."""
    parcels = Parcel.objects.filter(
        recipient=f"authority:{authority}",
        kind="handover",
        created_at__gte=_midnight(month),
        created_at__lt=_midnight(end),
    )
    found = list(parcels.values_list("subject", "id", "body_sha256", "created_at"))
    numbers = dict(Report.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "number"))
    rows = [
        {"report": str(report), "number": numbers.get(report, 0), "parcel": str(parcel), "sha256": sha256,
         "day": at.date().isoformat()}
        for report, parcel, sha256, at in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["number"], row["parcel"]))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def answer(entry: Mapping[str, Any], signed: Signed, *, alone: bool) -> str:
    """One signed entry: what the authority holds of a month. `accepted`, `repeated`, or a code.

    It comes in a file of its own, for the file is kept as long as the list is.
    """
    if not alone:
        return "not_alone"
    month = date.fromisoformat(f"{entry['month']}-01")
    row = Reconciliation.objects.select_for_update().filter(authority=signed.authority, month=month).first()
    if row is None:
        return "unknown_month"
    if entry.get("of") not in (None, row.ours_sha256):
        return "another_list"
    if row.said_at and signed.at < row.said_at:
        return "older_than_known"
    document = bytes(signed.answer.document)
    digest = hashlib.sha256(document).hexdigest()
    if digest == row.theirs_sha256:
        return "repeated"
    holds = {UUID(one) for one in list(entry["holds"])[:MOST]}
    _compare(row, holds)
    row.theirs, row.theirs_sha256, row.signer, row.said_at = document, digest, signed.by, signed.at
    row.held, row.joint = len(holds), None
    row.save()
    deadlines.meet(row.pk, "reconcile_answer")
    facts = {"sha256": digest, "sent": row.sent, "held": row.held, "differ": differing(row)}
    record("lists.compared", subject=row.pk, by=signed.by, facts=facts)
    return "accepted"


def _compare(row: Reconciliation, holds: set[UUID]) -> None:
    """What one side has and the other lacks; a report of another month is no difference. Each is somebody's task."""
    sent = {UUID(one["report"]) for one in listed(row)}
    elsewhere = Parcel.objects.filter(
        recipient=f"authority:{row.authority}", kind="handover", subject__in=list(holds - sent)[:MOST]
    )
    unknown = holds - sent - set(elsewhere.values_list("subject", flat=True))
    row.missing = sorted(str(one) for one in sent - holds)
    row.unknown = sorted(str(one) for one in unknown)
    month = f"{row.month:%Y-%m}"
    for one in sent - holds:
        tasks.open_task("reconcile", subject=one, facts={"why": "not_on_their_list", "month": month})
    if unknown:
        facts = {"why": "not_on_our_list", "month": month, "count": len(unknown)}
        tasks.open_task("reconcile", subject=row.pk, facts=facts)


def listed(row: Reconciliation) -> list[dict[str, Any]]:
    """The rows of our frozen list; Tampered when the stored bytes are not what the platform signed."""
    return list(opened(bytes(row.ours))["reports"])


def opened(document: bytes) -> dict[str, Any]:
    """The payload of a list or of a joint statement that the platform signed."""
    key = vault.verify_key("platform")
    return verify_document(document, keys={key.key_id: key}, context=CONTEXT).payload


def differing(row: Reconciliation) -> int:
    """The M of "these M differ"."""
    return len(row.missing) + len(row.unknown)


def sign_joint() -> int:
    """Sign each comparison that nobody has signed yet; it names both lists by their hashes."""
    waiting = list(Reconciliation.objects.filter(joint=None).exclude(theirs=None)[:50])
    for row in waiting:
        payload = {
            "form": FORM,
            "authority": row.authority,
            "month": f"{row.month:%Y-%m}",
            "sent": row.sent,
            "held": row.held,
            "differ": differing(row),
            "missing": row.missing,
            "unknown": row.unknown,
            "ours": row.ours_sha256,
            "theirs": row.theirs_sha256,
            "signer": row.signer,
        }
        joint = sign_document(payload, key=vault.signing_key("worker", "platform"), context=CONTEXT)
        with transaction.atomic(using="core"):
            mine = Reconciliation.objects.filter(pk=row.pk, joint=None, theirs_sha256=row.theirs_sha256)
            if mine.update(joint=joint):
                digest = hashlib.sha256(joint).hexdigest()
                record("lists.signed", subject=row.pk, by="worker", facts={"sha256": digest})
    return len(waiting)
