"""Gathering claims: what the resolver and the pack say about one locator. No decision is taken here."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from kindline.provenance.address.model import Locator, LocatorKind
from kindline.provenance.claims import Claim, Disclosure, Predicate, Silence
from kindline.provenance.pack import AbuseContact, NetworkFact, Pack
from kindline.provenance.resolver import Resolver, may_resolve


def gather(locator: Locator, *, pack: Pack, resolver: Resolver, at: datetime) -> tuple[Claim, ...]:
    """Claims about where a locator is hosted, and who answers for it.

    Raises ResolutionFailed when no resolver answered; its `claims` decide to "unknown" if asking again is no use.
    A gateway's host is not resolved: it shows the content, it does not hold it.
    """
    named = _host_claims(locator, pack=pack, resolver=resolver, at=at)
    addresses = {claim.value for claim in named if claim.predicate is Predicate.RESOLVES_TO}
    if locator.ip:
        addresses.add(locator.ip)
    placed = [claim for ip in sorted(addresses) for claim in network_claims(ip, pack=pack, at=at)]
    return tuple(dict.fromkeys([*named, *placed]))


def _host_claims(locator: Locator, *, pack: Pack, resolver: Resolver, at: datetime) -> list[Claim]:
    if locator.ip:
        return [_grammar_claim(locator, Predicate.RESOLVES_TO, locator.ip, at=at)]
    if locator.host is None or locator.kind in (LocatorKind.ONION, LocatorKind.I2P):
        return [_grammar_claim(locator, Predicate.NO_ADDRESS, Silence.NO_HOST, at=at)]
    if not may_resolve(locator.host):
        # RFC 6761: `.invalid` exists nowhere. Other names outside the public DNS may exist for those who can ask.
        never = locator.host.removesuffix(".").endswith(".invalid")
        return [_grammar_claim(locator, Predicate.NO_ADDRESS, Silence.NXDOMAIN if never else Silence.NOT_ASKED, at=at)]
    found = resolver.resolve(locator.host, at=at)
    contact = pack.contact_for_domain(locator.host)
    return found + ([_contact_claim(contact, pack=pack, at=at)] if contact else [])


def network_claims(ip: str, *, pack: Pack, at: datetime) -> list[Claim]:
    """What a pack says of one IP address: one claim for each fact, so that sources can disagree fact by fact."""
    fact = pack.locate(ip)
    if not fact:
        return []
    raw = _digest(fact)

    def claim(predicate: Predicate, value: str, **details: str) -> Claim:
        return _pack_claim(ip, predicate, value, raw=raw, pack=pack, at=at, details=tuple(details.items()))

    claims = [claim(Predicate.ANNOUNCED_BY, f"AS{fact.asn}", holder=fact.holder, prefix=fact.prefix)]
    if fact.registration_cc:
        claims.append(claim(Predicate.REGISTERED_CC, fact.registration_cc))
    if fact.geo_cc:
        claims.append(claim(Predicate.GEO_CC, fact.geo_cc))
    if fact.proxy:
        claims.append(claim(Predicate.BEHIND_PROXY, fact.proxy))
    if fact.anycast:
        claims.append(claim(Predicate.ANYCAST, "yes"))
    if contact := pack.contact_for_asn(fact.asn):
        claims.append(_contact_claim(contact, pack=pack, at=at))
    return claims


def _contact_claim(contact: AbuseContact, *, pack: Pack, at: datetime) -> Claim:
    details = (("provider", contact.provider), ("name", contact.name), ("language", contact.language))
    raw = _digest(contact)
    return _pack_claim(
        contact.subject, Predicate.ABUSE_CONTACT, contact.mailbox, raw=raw, pack=pack, at=at, details=details
    )


def _pack_claim(
    subject: str,
    predicate: Predicate,
    value: str,
    *,
    raw: str,
    pack: Pack,
    at: datetime,
    details: tuple[tuple[str, str], ...] = (),
) -> Claim:
    return Claim(subject, predicate, value, "pack", pack.id, at, raw, Disclosure.L0, details)


def _grammar_claim(locator: Locator, predicate: Predicate, value: str, *, at: datetime) -> Claim:
    subject = locator.host or locator.kind.value
    raw = hashlib.sha256(value.encode()).hexdigest()
    return Claim(subject, predicate, str(value), "address", locator.canon_version, at, raw, Disclosure.L0)


def _digest(fact: NetworkFact | AbuseContact) -> str:
    return hashlib.sha256(json.dumps(asdict(fact), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
