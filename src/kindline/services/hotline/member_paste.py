"""What a person enters at a member hotline: everything ready to paste, and nothing about who reported it (P5, P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kindline.kernel.directory import members
from kindline.provenance.decision import COUNTRY_1
from kindline.provenance.decision.addresses import addresses_in
from kindline.services.hotline import iccam, law
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, Decision, Dossier

if TYPE_CHECKING:
    from kindline.services.hotline.deciding import Finding


def ready(row: Dossier, decision: Decision, finding: Finding) -> dict[str, Any]:
    """To whom it goes and, for an address of the web, the referral as ICCAM takes it. Lies sealed with the dossier."""
    member = members.in_force().members.get(decision.country)
    to = {"country": decision.country, "hotline": member.hotline, "contact": member.contact} if member else {}
    return {"member": to, "exercise": law.of(row.address.report).exercise, "iccam": _payload(row, decision, finding)}


def _payload(row: Dossier, decision: Decision, finding: Finding) -> dict[str, Any] | None:
    try:
        return iccam.payload(
            address=finding.locator.canonical,
            reference=f"K-{row.number}",
            received=row.address.report.received_hour.date(),
            classification=row.address.classification,
            host=_host(decision.country, finding),
            labels=_labels(row.address),
        )
    except iccam.NotForIccam:
        return None


def _host(country: str, finding: Finding) -> iccam.Host:
    there = [one for one in addresses_in(finding.claims, ruleset=COUNTRY_1) if country in one.countries]
    asns = {asn for one in there for asn in one.asns}
    holder = next((one for one in finding.location.providers if one.asn in asns), None)
    ip = there[0].ip if there else ""
    return iccam.Host(country, ip, holder.holder if holder else "", holder.asn if holder else min(asns, default=0))


def _labels(address: Address) -> dict[str, str]:
    """What the analysts recorded of it in the opinion that counts, by list; nothing where the police assessed."""
    said = Opinion.objects.filter(address=address).exclude(counts_since=None).order_by("-number").first()
    return {entry["list"]: entry["code"] for entry in said.codes} if said else {}
