"""A host whose name may tell who looked: what can be learnt without asking for it.

The registrable domain is asked first, then a sibling drawn at random. Where everything under a name answers alike,
the sibling's answer stands in for the host's, marked as provisional. The name itself waits for a person
(provenance.md §4.3).
"""

from collections.abc import Callable
from dataclasses import replace

import dns.rdatatype

from kindline.provenance.claims import Claim, Predicate, Silence
from kindline.provenance.resolver.asking import ResolutionFailed, Witness
from kindline.provenance.resolver.identifying import sibling
from kindline.provenance.suffix import registrable_domain

PROVISIONAL = ("provisional", "wildcard")
Resolve = Callable[[str], list[Claim]]


def ask_around(host: str, *, resolve: Resolve, witness: Witness) -> list[Claim]:
    """Claims about a host without its name having been asked. ResolutionFailed when its domain gave no answer."""
    domain = registrable_domain(host) or host
    said = resolve(domain)
    if all(claim.predicate is Predicate.NO_ADDRESS and claim.value == Silence.NXDOMAIN for claim in said):
        # Where a domain does not exist, nothing under it does (RFC 8020).
        return [replace(claim, subject=host, details=(*claim.details, ("asked", "domain"))) for claim in said]
    return [*_stand_in(host, resolve), _waits(host, said, witness=witness)]


def _stand_in(host: str, resolve: Resolve) -> list[Claim]:
    other = sibling(host)
    try:
        said = resolve(other)
    except ResolutionFailed:
        return []
    if not any(claim.predicate is Predicate.RESOLVES_TO for claim in said):
        return []
    return [
        replace(claim, subject=host if claim.subject == other else claim.subject, details=(*claim.details, PROVISIONAL))
        for claim in said
        if claim.predicate is not Predicate.NO_ADDRESS
    ]


def _waits(host: str, domain: list[Claim], *, witness: Witness) -> Claim:
    addresses = sorted({claim.value for claim in domain if claim.predicate is Predicate.RESOLVES_TO})
    # For the person who decides: where the domain itself is, though the host may be elsewhere.
    return witness.silence(host, Silence.NEEDS_APPROVAL, dns.rdatatype.ANY, domain_at=" ".join(addresses))
