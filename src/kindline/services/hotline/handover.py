"""Handing over to the assessor: sealed envelopes in a parcel, offered at once, fetched with proof, acknowledged."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.audit.models import Checkpoint
from kindline.kernel.audit.record import canonical, record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.models import URGENT, Hold, Parcel
from kindline.kernel.outbox.posting import key_for
from kindline.kernel.outbox.posting import post as post_parcel
from kindline.kernel.outbox.receipts import fetch
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import law
from kindline.services.hotline.models import Dossier, Report

if TYPE_CHECKING:
    # The portal imports this module and must not reach the intake database.
    from kindline.services.hotline.intake.models import Envelope

ORDINARY = 5


def post(report: Report, envelopes: Iterable[Envelope], *, kind: str) -> Parcel:
    """Write the parcel of a report or of additions to it, in the caller's transaction."""
    rows = list(envelopes)
    sealed = [{"purpose": row.purpose, "ordinal": row.ordinal, "sealed": _text(bytes(row.sealed))} for row in rows]
    body = {
        "form": "kindline/parcel/1",
        "kind": kind,
        "report": str(report.pk),
        "urgent": report.urgent,
        "mandate": report.mandate,
        "day": clock.today().isoformat(),
        "envelopes": sealed,
    }
    parcel = _post(report, body, kind=kind, once=sorted(row.sha256 for row in rows))
    if kind == "handover":
        facts, now = {"parcel": str(parcel.pk)}, {"handed_over_at": clock.now()}
        advance(report, "hand_over", by="worker", role="worker", facts=facts, also=now)
    return parcel


def not_yet_posted(report: Report, envelopes: Iterable[Envelope]) -> list[Envelope]:
    """Those of a report's envelopes that no parcel carries yet: read from the parcels themselves, which cannot err."""
    parcels = Parcel.objects.filter(subject=report.pk, kind__in=("handover", "addition"))
    posted = {sealed for parcel in parcels for sealed in envelopes_of(parcel)}
    return [row for row in envelopes if bytes(row.sealed) not in posted]


def envelopes_of(parcel: Parcel) -> list[bytes]:
    """The sealed envelopes a parcel carries, as bytes; KeyGone once its report is erased."""
    body = json.loads(erasable.unlock(parcel.sealed_body))
    return [base64.b64decode(entry["sealed"]) for entry in body["envelopes"]]


def post_dossier(dossier: Dossier, *, sealed: bytes, urgent: bool) -> Parcel:
    """Write the parcel of a dossier; its subject is the address, so that a hold upon the address stops it."""
    body = {
        "form": "kindline/parcel/1",
        "kind": "dossier",
        "report": str(dossier.address.report_id),
        "dossier": str(dossier.pk),
        "urgent": urgent,
        "mandate": dossier.address.report.mandate,
        "day": clock.today().isoformat(),
        "envelopes": [{"purpose": "dossier", "ordinal": dossier.address.ordinal, "sealed": _text(sealed)}],
    }
    return post_parcel(
        kind="dossier",
        subject=dossier.address_id,
        recipient=f"authority:{dossier.authority}",
        channel="pickup",
        body=canonical(body),
        locked_under=[dossier.address_id],
        idempotency_key=key_for("dossier", dossier.pk),
        priority=URGENT if urgent else ORDINARY,
        under=law.of(dossier.address.report),
    )


def _post(report: Report, body: dict[str, object], *, kind: str, once: list[str]) -> Parcel:
    mandate = law.of(report)
    return post_parcel(
        kind=kind,
        subject=report.pk,
        recipient=f"authority:{mandate.assessor().id}",
        channel="pickup",
        body=canonical(body),
        locked_under=[report.pk],
        idempotency_key=key_for(kind, report.pk, *once),
        priority=URGENT if report.urgent else ORDINARY,
        under=mandate,
        inside=mandate.exercise,
    )


def parcels_for(authority: str) -> list[Parcel]:
    """What an authority has not acknowledged yet, urgent first."""
    # Reminders go to the same recipient by mail; only what lies ready here can be taken away.
    rows = Parcel.objects.filter(
        recipient=f"authority:{authority}", channel="pickup", state__in=("offered", "delivered")
    )
    rows = rows.exclude(subject__in=Hold.objects.values("subject"))
    return list(rows.order_by("priority", "created_at"))


def bundle(parcels: Sequence[Parcel], *, authority: str, by: str) -> bytes:
    """The file an officer takes away. Fetch proofs and the log's leaf are committed before a byte is returned (P7)."""
    with transaction.atomic(using="core"):
        taken = [fetch(row.pk, recipient=f"authority:{authority}", by=by) for row in parcels]
        for row in taken:
            deadlines.meet(row.subject, "handover")
        record("handover.fetched", subject=authority, by=by, facts={"parcels": [str(row.pk) for row in taken]})
    kill_points.reach("handover.fetched")
    return download([entry_of(row) for row in taken])


def entry_of(parcel: Parcel) -> dict[str, Any]:
    """A parcel as it stands in a download: what it is, and its envelopes, sealed."""
    return {"parcel": str(parcel.pk), **json.loads(erasable.unlock(parcel.sealed_body))}


def download(parcels: Sequence[Mapping[str, Any]]) -> bytes:
    """Parcels in the form that the receivers' tools read, with what the platform says about itself."""
    mandate = active()
    return canonical(
        {
            "form": "kindline/parcels/1",
            "checkpoint": latest_note(),
            "routing_key": vault.sealing_key("routing").to_text(),
            "platform_keys": {name: vault.verify_key(name).to_text() for name in ("site", "platform", "log")},
            "mandate": {
                "id": mandate.id,
                "sha256": mandate.sha256.hex(),
                "recipients": sorted(mandate.key_ids()),
            },
            "parcels": list(parcels),
        }
    )


def latest_note() -> str:
    """The newest signed checkpoint; empty before the first."""
    newest = Checkpoint.objects.order_by("-size").first()
    return newest.note if newest else ""


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
