"""From answers to claims: the chain of aliases followed to its end, bounded, each hop and address its own claim."""

from collections.abc import Callable

import dns.flags
import dns.name
import dns.rcode
import dns.rdatatype

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Predicate, Silence
from kindline.provenance.resolver.asking import (
    ADDRESS_TYPES,
    MAX_HOPS,
    Answer,
    NoAnswer,
    ResolutionFailed,
    Witness,
    text_of,
)

Ask = Callable[[dns.name.Name, dns.rdatatype.RdataType], Answer]
"""Sends one question; raises NoAnswer when nothing usable came back."""

_RCODES = {dns.rcode.SERVFAIL: Silence.SERVFAIL, dns.rcode.REFUSED: Silence.REFUSED}


def follow(name: dns.name.Name, *, ask: Ask, witness: Witness) -> list[Claim]:
    """Claims for A and AAAA of a name. Raises ResolutionFailed when neither question got an answer.

    `witness` stands for the one that was to be asked, where nobody answered.
    """
    claims: list[Claim] = []
    for qtype in ADDRESS_TYPES:
        claims += _one_type(name, qtype, ask=ask, witness=witness)
    if not any(_answered(claim) for claim in claims):
        raise ResolutionFailed(claims)
    return list(dict.fromkeys(claims))


def hops(answer: Answer, name: dns.name.Name) -> list[tuple[dns.name.Name, dns.name.Name, int]]:
    """The aliases an answer follows from `name`: alias, target, TTL. Bounded, so a loop shows as too many."""
    aliases = {rrset.name: rrset for rrset in answer.message.answer if rrset.rdtype == dns.rdatatype.CNAME}
    found: list[tuple[dns.name.Name, dns.name.Name, int]] = []
    while name in aliases and len(found) <= MAX_HOPS:
        target = aliases[name][0].target
        found.append((name, target, aliases[name].ttl))
        name = target
    return found


def _answered(claim: Claim) -> bool:
    return claim.predicate is not Predicate.NO_ADDRESS or claim.value in DEFINITE_SILENCES


def _one_type(name: dns.name.Name, qtype: dns.rdatatype.RdataType, *, ask: Ask, witness: Witness) -> list[Claim]:
    claims: list[Claim] = []
    seen = {name}
    while True:
        try:
            answer = ask(name, qtype)
        except NoAnswer as failure:
            return [*claims, (failure.by or witness).silence(text_of(name), failure.why, qtype)]
        found_hops = hops(answer, name)
        claims += [_alias(alias, target, ttl, answer=answer) for alias, target, ttl in found_hops]
        last = found_hops[-1][1] if found_hops else name
        looped = any(target in seen for _, target, _ in found_hops) or len(seen) + len(found_hops) > MAX_HOPS + 1
        if looped:
            return [*claims, answer.witness.silence(text_of(last), Silence.LOOP, qtype, wire=answer.wire)]
        seen.update(target for _, target, _ in found_hops)
        found = _addresses(answer, last, qtype)
        if found or last == name or answer.message.rcode() != dns.rcode.NOERROR:
            return claims + (found or [_silence(answer, last, qtype)])
        name = last


def _alias(alias: dns.name.Name, target: dns.name.Name, ttl: int, *, answer: Answer) -> Claim:
    details = {"ttl": str(ttl), "ad": _authentic(answer)}
    return answer.witness.claim(text_of(alias), Predicate.ALIAS_OF, text_of(target), wire=answer.wire, **details)


def _addresses(answer: Answer, owner: dns.name.Name, qtype: dns.rdatatype.RdataType) -> list[Claim]:
    details = {"ad": _authentic(answer), "qtype": qtype.name}
    return [
        answer.witness.claim(
            text_of(owner), Predicate.RESOLVES_TO, item.address, wire=answer.wire, ttl=str(rrset.ttl), **details
        )
        for rrset in answer.message.answer
        if rrset.name == owner and rrset.rdtype == qtype
        for item in sorted(rrset, key=lambda item: str(item.address))
    ]


def _silence(answer: Answer, name: dns.name.Name, qtype: dns.rdatatype.RdataType) -> Claim:
    details = {"ad": _authentic(answer)} if answer.message.flags & dns.flags.AD else {}
    soa = next((rrset for rrset in answer.message.authority if rrset.rdtype == dns.rdatatype.SOA), None)
    if soa:
        # How long a "no" holds: RFC 2308 §5.
        details["ttl"] = str(min(soa.ttl, soa[0].minimum))
    return answer.witness.silence(text_of(name), _why_silent(answer), qtype, wire=answer.wire, **details)


def _why_silent(answer: Answer) -> Silence:
    rcode = answer.message.rcode()
    if rcode == dns.rcode.NXDOMAIN:
        return Silence.NXDOMAIN
    if rcode == dns.rcode.NOERROR:
        return Silence.NODATA
    return _RCODES.get(rcode, Silence.BAD_ANSWER)


def _authentic(answer: Answer) -> str:
    return "yes" if answer.message.flags & dns.flags.AD else "no"
