"""Dossiers: what somebody needs to investigate at home or to transfer abroad, sealed to their keys, followed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import canonical
from kindline.kernel.outbox.models import NOT_LEFT, Parcel, State
from kindline.kernel.outbox.posting import key_for
from kindline.kernel.outbox.receipts import acknowledge
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.numbering import next_number
from kindline.services.hotline import copies, dossier_letters, handover, law, member_paste, tasks, transfers, verdicts
from kindline.services.hotline.ageing import age_of
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Decision, Dossier

if TYPE_CHECKING:
    from kindline.services.hotline.answers import Signed
    from kindline.services.hotline.deciding import Finding

CLOCKS = {"refer": "referral_ack", **transfers.AWAITED}


def prepare(address: Address, decision: Decision, finding: Finding, *, purpose: str) -> Dossier:
    """Write a dossier and its parcel in the decision's transaction; the one that stands, when nothing has changed."""
    standing = _standing(address, decision, purpose)
    if standing:
        _go_on(standing)
        return standing
    mandate = law.of(address.report)
    # To a member hotline it goes by the hands of those who assess: they alone open it and know the network's system.
    authority = mandate.assessor().id if purpose == "member" else mandate.police().id
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
    content = _content(row, decision, finding)
    if purpose == "member":
        content |= member_paste.ready(row, decision, finding)
    sealed = vault.seal_dossier(
        canonical(dossier_letters.enclosed(content, row, decision, finding)),
        mandate=mandate,
        report=address.report_id,
        ordinal=address.ordinal,
        authority=authority,
        canon_version=finding.locator.canon_version,
    )
    row.envelope = sealed.hash.hex()
    row.save(force_insert=True)
    if purpose == "member":
        copies.for_member(row, content)
    handover.post_dossier(row, sealed=sealed.to_bytes(), urgent=address.report.urgent)
    _await(row)
    return row


def _await(row: Dossier) -> None:
    start_clock(row.address_id, CLOCKS[row.purpose])
    if row.purpose == "member":
        facts = {"dossier": str(row.pk), "number": row.number, "country": row.country}
        tasks.open_task("transfer_member", subject=row.address_id, facts=facts)


def _standing(address: Address, decision: Decision, purpose: str) -> Dossier | None:
    """A dossier of the decision before, when that said the same: routed again after a hold, nothing is sent twice."""
    last = decision.supersedes
    if last is None or (last.place, last.country) != (decision.place, decision.country):
        return None
    for row in address.dossiers.filter(purpose=purpose).order_by("-number")[:1]:
        parcel = Parcel.objects.filter(idempotency_key=key_for("dossier", row.pk)).defer("sealed_body").first()
        if parcel and parcel.state != State.CANCELLED:
            return row
    return None


def _go_on(row: Dossier) -> None:
    """The clock of a standing dossier, or the watch that follows what was done with it already."""
    done = row.acknowledged_at if row.purpose == "refer" else row.transferred_at
    if done is None:
        _await(row)
    else:
        transfers.watch(row.address, by="worker", role="worker")


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
        "age": {"reported_days": age_of(row.address).reported, "looked_up_days": 0},
        "claims": [claim.to_dict() for claim in finding.claims],
        "reasons": decision.reasons,
    }


def answer(entry: Mapping[str, Any], signed: Signed) -> str:
    """One signed entry about a dossier: acknowledged, transferred, an instruction about its address, or an outcome."""
    row = Dossier.objects.select_related("address").filter(pk=UUID(entry["dossier"])).first()
    if row is None or row.authority != signed.authority:
        return "unknown_dossier"
    parcel = Parcel.objects.filter(idempotency_key=key_for("dossier", row.pk)).defer("sealed_body").first()
    changed = False
    if entry.get("acknowledged") and row.acknowledged_at is None:
        if parcel is None or parcel.pk != UUID(entry["parcel"]):
            return "unknown_parcel"
        if parcel.state in NOT_LEFT:
            return "never_fetched"
        proof = signed.answer
        acknowledge(parcel.pk, by=signed.by, proof=bytes(proof.document), at=signed.at, sha256=proof.sha256)
        row.acknowledged_at, changed = clock.now(), True
        row.save(update_fields=["acknowledged_at"])
        if row.purpose == "refer":
            deadlines.meet(row.address_id, "referral_ack")
            transfers.watch(row.address, by=signed.by, role=signed.role)
    if entry.get("transferred") and row.transferred_at is None:
        _transferred(row, entry["transferred"], signed)
        changed = True
    if entry.get("instruction"):
        said = _instruct(row.address, str(entry["instruction"]), signed)
        if said not in ("accepted", "repeated"):
            return said
        changed |= said == "accepted"
    if entry.get("outcome"):
        changed |= transfers.ended(row, str(entry["outcome"]), by=signed.by, role=signed.role)
    return "accepted" if changed else "repeated"


def _instruct(address: Address, instruction: str, signed: Signed) -> str:
    """Where others assess, the police learn of an address by its dossier, and may order it held by the same way."""
    return verdicts.record_verdict(
        address,
        verdict="",
        classification="",
        instruction=instruction,
        box=None,
        by=signed.by,
        authority=signed.authority,
        at=signed.at,
        answer=signed.answer,
    )


def _transferred(row: Dossier, facts: Mapping[str, Any], signed: Signed) -> None:
    transfers.transferred(
        row,
        channel=str(facts["channel"]),
        country=str(facts.get("country") or row.country),
        at=datetime.fromisoformat(facts["at"]),
        reference=str(facts.get("reference") or ""),
        by=signed.by,
        role=signed.role,
    )
