"""Dossiers: what an authority needs to investigate at home or to transfer abroad, sealed to its keys, followed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import canonical
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.receipts import acknowledge
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.numbering import next_number
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import handover
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.models import Address, Decision, Dossier

if TYPE_CHECKING:
    from kindline.services.hotline.answers import Signed
    from kindline.services.hotline.deciding import Finding

TRANSFER_CHANNELS = ("i24_7", "europol", "bilateral", "other")
OUTCOMES = ("removed", "investigating", "origin_found", "no_action")


def prepare(address: Address, decision: Decision, finding: Finding, *, purpose: str) -> Dossier:
    """Write a dossier and its parcel in the decision's transaction."""
    authority = active().police().id
    row = Dossier(
        id=uuid4(),
        number=next_number("dossier"),
        address=address,
        decision=decision,
        purpose=purpose,
        authority=authority,
        country=decision.country,
        made_at=clock.now(),
    )
    sealed = vault.seal_dossier(
        canonical(_content(row, decision, finding)),
        report=address.report_id,
        ordinal=address.ordinal,
        authority=authority,
        canon_version=finding.locator.canon_version,
    )
    row.envelope = sealed.hash.hex()
    row.save(force_insert=True)
    handover.post_dossier(row, sealed=sealed.to_bytes(), urgent=address.report.urgent)
    return row


def _content(row: Dossier, decision: Decision, finding: Finding) -> dict[str, Any]:
    return {
        "dossier": str(row.pk),
        "number": row.number,
        "purpose": row.purpose,
        "canonical": finding.locator.canonical,
        "kind": str(finding.locator.kind),
        "verdict": row.address.verdict,
        "classification": row.address.classification,
        "instruction": row.address.instruction,
        "route": decision.route,
        "country": decision.country,
        "claims": [claim.to_dict() for claim in finding.claims],
        "reasons": decision.reasons,
    }


def answer(entry: Mapping[str, Any], signed: Signed) -> str:
    """One signed entry about a dossier: acknowledged, transferred, or an outcome."""
    row = Dossier.objects.select_related("address").filter(pk=UUID(entry["dossier"])).first()
    if row is None:
        return "unknown_dossier"
    changed = False
    if entry.get("acknowledged") and row.acknowledged_at is None:
        acknowledge(UUID(entry["parcel"]), by=signed.by, proof=bytes(signed.answer.document), at=signed.at)
        row.acknowledged_at, changed = clock.now(), True
        deadlines.meet(row.address_id, "referral_ack")
    if entry.get("transferred") and row.transferred_at is None:
        _transferred(row, entry["transferred"], signed)
        changed = True
    row.save(update_fields=["acknowledged_at", "transferred_at", "transfer_channel", "country"])
    if entry.get("outcome"):
        changed |= _outcome(row.address, str(entry["outcome"]), signed)
    return "accepted" if changed else "repeated"


def _transferred(row: Dossier, facts: Mapping[str, Any], signed: Signed) -> None:
    if facts["channel"] not in TRANSFER_CHANNELS:
        raise ValueError("unknown channel")
    row.transferred_at = datetime.fromisoformat(facts["at"])
    row.transfer_channel = facts["channel"]
    row.country = str(facts.get("country") or row.country)[:2]
    deadlines.meet(row.address_id, "transfer_record")
    address = row.address
    if address.state == "routed" and not deadlines.running(address.pk).filter(kind="route_person").exists():
        advance(address, "watch", by=signed.by, role="police", facts={"transferred": row.transfer_channel})
        start_clock(address.pk, "watch")


def _outcome(address: Address, outcome: str, signed: Signed) -> bool:
    if outcome not in OUTCOMES:
        raise ValueError("unknown outcome")
    if outcome in ("removed", "no_action") and address.state in ("routed", "watching"):
        graded = "removed_police" if outcome == "removed" else "police_no_action"
        end_address(address, outcome=graded, by=signed.by, role="police")
        return True
    return False
