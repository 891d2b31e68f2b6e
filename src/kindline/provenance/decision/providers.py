"""Who might be asked to take something down: the platform by name first, then each announcing network."""

from collections.abc import Iterable

from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision.addresses import Address
from kindline.provenance.decision.model import Provider


def providers_in(claims: Iterable[Claim], addresses: tuple[Address, ...]) -> tuple[Provider, ...]:
    """Candidates in a stable order. A network without a known mailbox is still named, so that a person can find one."""
    claims = tuple(claims)
    asns = sorted({asn for address in addresses for asn in address.asns})
    contacts = sorted((claim for claim in claims if claim.predicate is Predicate.ABUSE_CONTACT), key=Claim.to_bytes)
    holders = {
        claim.value: claim.detail("holder") or ""
        for claim in sorted(claims, key=Claim.to_bytes)
        if claim.predicate is Predicate.ANNOUNCED_BY
    }
    platforms = [_provider(claim, 0, "") for claim in contacts if not claim.subject.startswith("AS")]
    networks: list[Provider] = []
    for asn in asns:
        holder = holders.get(f"AS{asn}", "")
        found = [_provider(claim, asn, holder) for claim in contacts if claim.subject == f"AS{asn}"]
        networks += found or [Provider(asn, "", holder, "", "", "")]
    return tuple(dict.fromkeys([*platforms, *networks]))


def _provider(claim: Claim, asn: int, holder: str) -> Provider:
    return Provider(
        asn=asn,
        domain="" if asn else claim.subject,
        holder=holder or claim.detail("name") or "",
        provider=claim.detail("provider") or "",
        mailbox=claim.value,
        language=claim.detail("language") or "",
    )
