"""Gathering claims: what the resolver and the pack say about one locator. No decision is taken here."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from kindline.provenance.address.model import Locator, LocatorKind
from kindline.provenance.claims import Claim, Disclosure, Predicate, Silence
from kindline.provenance.decision.platforms import subject as platform_subject
from kindline.provenance.pack import AbuseContact, NetworkFact, Pack, PlatformEntry
from kindline.provenance.resolver import Resolver, may_resolve

PACK = "pack"
"""The source of every claim that a pack made."""


def gather(locator: Locator, *, pack: Pack, resolver: Resolver, at: datetime) -> tuple[Claim, ...]:
    """Claims about where a locator is hosted, and who answers for it.

    Raises ResolutionFailed when no resolver answered; its `claims` decide to "unknown" if asking again is no use.
    A gateway's host is not resolved: it shows the content, it does not hold it.
    """
    named = _host_claims(locator, resolver=resolver, at=at)
    if locator.platform:
        named.append(_grammar_claim(locator, Predicate.ON_PLATFORM, locator.platform, at=at))
    return from_pack(named, pack=pack, at=at)


def from_pack(claims: Iterable[Claim], *, pack: Pack, at: datetime) -> tuple[Claim, ...]:
    """The claims that no pack made, with what `pack` says of the names, addresses and platforms in them.

    What a decision would rest on under another pack, without asking anybody anything again.
    """
    named = [claim for claim in claims if claim.source != PACK]
    addresses = sorted({claim.value for claim in named if claim.predicate is Predicate.RESOLVES_TO})
    said = [
        *_contact_claims(named, pack=pack, at=at),
        *(claim for ip in addresses for claim in network_claims(ip, pack=pack, at=at)),
        *_alias_claims(named, addresses, pack=pack, at=at),
        *_platform_claims(named, pack=pack, at=at),
    ]
    if said and pack.manifest.as_of:
        said.append(_pack_claim(pack.id, Predicate.PACK_AS_OF, pack.manifest.as_of.isoformat(), pack=pack, at=at))
    return tuple(dict.fromkeys([*named, *said]))


def _host_claims(locator: Locator, *, resolver: Resolver, at: datetime) -> list[Claim]:
    if locator.ip:
        return [_grammar_claim(locator, Predicate.RESOLVES_TO, locator.ip, at=at)]
    if locator.host is None or locator.kind in (LocatorKind.ONION, LocatorKind.I2P):
        return [_grammar_claim(locator, Predicate.NO_ADDRESS, Silence.NO_HOST, at=at)]
    if not may_resolve(locator.host):
        # RFC 6761: `.invalid` exists nowhere. Other names outside the public DNS may exist for those who can ask.
        never = locator.host.removesuffix(".").endswith(".invalid")
        return [_grammar_claim(locator, Predicate.NO_ADDRESS, Silence.NXDOMAIN if never else Silence.NOT_ASKED, at=at)]
    return resolver.resolve(locator.host, at=at)


def _contact_claims(named: list[Claim], *, pack: Pack, at: datetime) -> list[Claim]:
    """Who answers for the name that was reported: the one no other name points to."""
    pointed_to = {claim.value for claim in named if claim.predicate is Predicate.ALIAS_OF}
    heads = dict.fromkeys(claim.subject for claim in named if claim.subject not in pointed_to and _is_name(claim))
    contacts = dict.fromkeys(contact for head in heads if (contact := pack.contact_for_domain(head)))
    return [_contact_claim(contact, pack=pack, at=at) for contact in contacts]


def _is_name(claim: Claim) -> bool:
    return claim.predicate in (Predicate.RESOLVES_TO, Predicate.ALIAS_OF, Predicate.NO_ADDRESS) and "." in claim.subject


def _alias_claims(named: list[Claim], addresses: list[str], *, pack: Pack, at: datetime) -> list[Claim]:
    """A proxy's cache inside an access network shows by the names that led there, not by its address."""
    names = {claim.subject for claim in named if _is_name(claim)}
    names |= {claim.value for claim in named if claim.predicate is Predicate.ALIAS_OF}
    operators = sorted({(operator, name) for name in names if (operator := pack.proxy_for_name(name))})
    return [
        _pack_claim(ip, Predicate.BEHIND_PROXY, operator, pack=pack, at=at, details=(("name", name),))
        for ip in addresses
        for operator, name in operators
    ]


def _platform_claims(named: list[Claim], *, pack: Pack, at: datetime) -> list[Claim]:
    found = {claim.value: pack.platform(claim.value) for claim in named if claim.predicate is Predicate.ON_PLATFORM}
    claims: list[Claim] = []
    for name, entry in sorted(found.items()):
        if entry:
            subject, raw = platform_subject(name), _digest(entry)
            details = (
                ("channel", entry.channel),
                ("verified", "yes" if entry.verified else "no"),
                ("as_of", entry.as_of),
                ("source", entry.source),
            )
            entity = _pack_claim(
                subject, Predicate.OPERATED_BY, entry.entity, raw=raw, pack=pack, at=at, details=details
            )
            claims += [entity, _pack_claim(subject, Predicate.ENTITY_CC, entry.country, raw=raw, pack=pack, at=at)]
    return claims


def network_claims(ip: str, *, pack: Pack, at: datetime) -> list[Claim]:
    """What a pack says of one IP address: one claim for each fact, so that sources can disagree fact by fact."""
    fact = pack.locate(ip)
    if not fact:
        return []
    raw = _digest(fact)

    def claim(predicate: Predicate, value: str, **details: str) -> Claim:
        return _pack_claim(ip, predicate, value, raw=raw, pack=pack, at=at, details=tuple(details.items()))

    claims = (
        [claim(Predicate.ANNOUNCED_BY, f"AS{fact.asn}", holder=fact.holder, prefix=fact.prefix)] if fact.asn else []
    )
    if fact.registration_cc:
        claims.append(claim(Predicate.REGISTERED_CC, fact.registration_cc))
    if fact.geo_cc:
        claims.append(claim(Predicate.GEO_CC, fact.geo_cc))
    if fact.holder_cc:
        claims.append(claim(Predicate.HOLDER_CC, fact.holder_cc))
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
    pack: Pack,
    at: datetime,
    raw: str = "",
    details: tuple[tuple[str, str], ...] = (),
) -> Claim:
    raw = raw or hashlib.sha256(value.encode()).hexdigest()
    return Claim(subject, predicate, value, PACK, pack.id, at, raw, Disclosure.L0, details)


def _grammar_claim(locator: Locator, predicate: Predicate, value: str, *, at: datetime) -> Claim:
    subject = locator.host or locator.kind.value
    raw = hashlib.sha256(value.encode()).hexdigest()
    return Claim(subject, predicate, str(value), "address", locator.canon_version, at, raw, Disclosure.L0)


def _digest(fact: NetworkFact | AbuseContact | PlatformEntry) -> str:
    return hashlib.sha256(json.dumps(asdict(fact), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
