"""From answers to claims: the chain of aliases followed to its end, bounded, each hop and address its own claim."""

from collections.abc import Callable

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Predicate, Silence
from kindline.provenance.resolver.asking import ADDRESS_TYPES, MAX_HOPS, ResolutionFailed, Witness, text_of

Ask = Callable[[dns.name.Name, dns.rdatatype.RdataType], dns.message.Message]
"""Sends one question; raises NoAnswer when nothing usable came back."""

_RCODES = {dns.rcode.SERVFAIL: Silence.SERVFAIL, dns.rcode.REFUSED: Silence.REFUSED}


class NoAnswer(Exception):
    def __init__(self, why: Silence) -> None:
        self.why = why
        super().__init__(why.value)


def follow(name: dns.name.Name, *, ask: Ask, witness: Witness) -> list[Claim]:
    """Claims for A and AAAA of a name. Raises ResolutionFailed when neither question got an answer."""
    claims: list[Claim] = []
    for qtype in ADDRESS_TYPES:
        claims += _one_type(name, qtype, ask=ask, witness=witness)
    if not any(_answered(claim) for claim in claims):
        raise ResolutionFailed(claims)
    return list(dict.fromkeys(claims))


def _answered(claim: Claim) -> bool:
    return claim.predicate is not Predicate.NO_ADDRESS or claim.value in DEFINITE_SILENCES


def _one_type(name: dns.name.Name, qtype: dns.rdatatype.RdataType, *, ask: Ask, witness: Witness) -> list[Claim]:
    claims: list[Claim] = []
    seen = {name}
    while True:
        try:
            answer = ask(name, qtype)
        except NoAnswer as failure:
            return [*claims, witness.silence(text_of(name), failure.why, qtype)]
        wire = answer.wire or answer.to_wire()
        hops = _hops(answer, name)
        for alias, target, ttl in hops:
            claims.append(_alias(alias, target, ttl, answer=answer, wire=wire, witness=witness))
        last = hops[-1][1] if hops else name
        looped = any(target in seen for _, target, _ in hops) or len(seen) + len(hops) > MAX_HOPS + 1
        if looped:
            return [*claims, witness.silence(text_of(last), Silence.LOOP, qtype, wire=wire)]
        seen.update(target for _, target, _ in hops)
        found = _addresses(answer, last, qtype, wire=wire, witness=witness)
        if found or last == name or answer.rcode() != dns.rcode.NOERROR:
            return claims + (found or [witness.silence(text_of(last), _why_silent(answer), qtype, wire=wire)])
        name = last


def _hops(answer: dns.message.Message, name: dns.name.Name) -> list[tuple[dns.name.Name, dns.name.Name, int]]:
    aliases = {rrset.name: rrset for rrset in answer.answer if rrset.rdtype == dns.rdatatype.CNAME}
    hops: list[tuple[dns.name.Name, dns.name.Name, int]] = []
    while name in aliases and len(hops) <= MAX_HOPS:
        target = aliases[name][0].target
        hops.append((name, target, aliases[name].ttl))
        name = target
    return hops


def _alias(
    alias: dns.name.Name, target: dns.name.Name, ttl: int, *, answer: dns.message.Message, wire: bytes, witness: Witness
) -> Claim:
    details = {"ttl": str(ttl), "ad": _authentic(answer)}
    return witness.claim(text_of(alias), Predicate.ALIAS_OF, text_of(target), wire=wire, **details)


def _addresses(
    answer: dns.message.Message, owner: dns.name.Name, qtype: dns.rdatatype.RdataType, *, wire: bytes, witness: Witness
) -> list[Claim]:
    details = {"ad": _authentic(answer), "qtype": qtype.name}
    return [
        witness.claim(text_of(owner), Predicate.RESOLVES_TO, item.address, wire=wire, ttl=str(rrset.ttl), **details)
        for rrset in answer.answer
        if rrset.name == owner and rrset.rdtype == qtype
        for item in sorted(rrset, key=lambda item: str(item.address))
    ]


def _why_silent(answer: dns.message.Message) -> Silence:
    if answer.rcode() == dns.rcode.NXDOMAIN:
        return Silence.NXDOMAIN
    if answer.rcode() == dns.rcode.NOERROR:
        return Silence.NODATA
    return _RCODES.get(answer.rcode(), Silence.BAD_ANSWER)


def _authentic(answer: dns.message.Message) -> str:
    return "yes" if answer.flags & dns.flags.AD else "no"
