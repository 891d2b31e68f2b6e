"""Decisions for many hosts: what the claims say alike is decided once, by `gather` and `decide_country` themselves.

Two hosts are alike when their addresses, in order, are said to be in the same countries, behind the same proxies, by a
named network or none. Reasons that quote an address quote each host's own. A ruleset that looks at more than that
shows it in its reasons, and its hosts are then decided one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kindline.provenance.address import Locator, LocatorKind
from kindline.provenance.address.platforms import platform_of
from kindline.provenance.bulk.answers import claims_of_known
from kindline.provenance.bulk.records import Placed, Reasons, address_row, reasons_of
from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision import Location, Ruleset, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import NetworkFact, Pack
from kindline.provenance.resolver import ResolutionFailed, Resolver

Alike = tuple[tuple[object, ...], ...]
Pattern = tuple[Location, Reasons]
"""A location, and its reasons with a mark in the place of each address."""
FIRST = "\x01"
"""The mark of the only address."""


@dataclass(frozen=True, slots=True)
class Told:
    """A resolver that answers every name with the same addresses."""

    addresses: tuple[str, ...]

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        return claims_of_known(host, self.addresses, source="known", version="1", at=at)


class Places:
    """Where hosts are, under one pack and one ruleset, seen from one country."""

    def __init__(self, *, pack: Pack, resolver: Resolver, home: str, ruleset: Ruleset, at: datetime) -> None:
        self.pack = pack
        self._resolver, self._home, self._ruleset, self._at = resolver, home, ruleset, at
        self._hostless: dict[tuple[LocatorKind, str | None, str | None], Placed] = {}
        self._alike: dict[Alike, Pattern | None] = {}

    def exactly(self, locator: Locator) -> Placed:
        """One locator, as `gather` and `decide_country` have it; what has no host differs by platform alone."""
        if locator.host and locator.kind not in (LocatorKind.ONION, LocatorKind.I2P):
            return self._asked(locator)
        case = (locator.kind, locator.platform, locator.ip)
        if case not in self._hostless:
            self._hostless[case] = self._asked(locator)
        return self._hostless[case]

    def _asked(self, locator: Locator) -> Placed:
        claims = self._claims(locator, self._resolver)
        ips = sorted({claim.value for claim in claims if claim.predicate is Predicate.RESOLVES_TO})
        location = decide_country(claims, home=self._home, ruleset=self._ruleset)
        return _placed([address_row(ip, self.pack.locate(ip)) for ip in ips], location, reasons_of(location))

    def nobody_answers(self) -> Placed:
        """A plain name under a resolver that has no answer for any name; it stands for all of them."""
        return self.exactly(web_host("name.example"))

    def of_known(self, host: str, ips: tuple[str, ...]) -> Placed:
        """A plain name whose addresses are known, decided with those like it."""
        facts = [self.pack.locate(ip) for ip in ips]
        alike = tuple(_said(fact) for fact in facts)
        if alike not in self._alike:
            self._alike[alike] = self.pattern(host, ips)
        reasons_pattern = self._alike[alike]
        rows = [address_row(ip, fact) for ip, fact in zip(ips, facts, strict=True)]
        if reasons_pattern is None:
            location = self._decide(host, ips)
            return _placed(rows, location, reasons_of(location))
        marks = {_mark(at): ip for at, ip in enumerate(ips)}
        location, reasons = reasons_pattern
        return _placed(rows, location, [[marks.get(part, part) for part in reason] for reason in reasons])

    def pattern(self, host: str, ips: tuple[str, ...]) -> Pattern | None:
        """What holds for every name with such addresses; None when the reasons tell these from all others."""
        location = self._decide(host, ips)
        if not _quotes_nothing_else(location, ips, [self.pack.locate(ip) for ip in ips]):
            return None
        own = {ip: _mark(at) for at, ip in enumerate(ips)}
        return location, [[own.get(part, part) for part in reason] for reason in reasons_of(location)]

    def _decide(self, host: str, ips: tuple[str, ...]) -> Location:
        return decide_country(self._claims(web_host(host), Told(ips)), home=self._home, ruleset=self._ruleset)

    def _claims(self, locator: Locator, resolver: Resolver) -> tuple[Claim, ...]:
        try:
            return gather(locator, pack=self.pack, resolver=resolver, at=self._at)
        except ResolutionFailed as failed:
            return tuple(failed.claims)


def _mark(at: int) -> str:
    return FIRST * (at + 1)


def _placed(rows: list[dict[str, object]], location: Location, reasons: Reasons) -> Placed:
    return Placed(rows, location.country, location.confidence.value, location.outcome.value, reasons)


def web_host(host: str) -> Locator:
    """What every web address on a plain name has in common."""
    platform = platform_of(host)
    name = platform.name if platform else None
    return Locator(kind=LocatorKind.WEB, raw="", canonical=f"http://{host}/", host=host, platform=name)


def _said(fact: NetworkFact | None) -> tuple[object, ...]:
    """Everything a decision may look at but names and numbers, of which there are a hundred thousand."""
    if fact is None:
        return ()
    anonymous = replace(fact, prefix="", holder="", asn=int(fact.asn > 0))
    return tuple(getattr(anonymous, name) for name in NetworkFact.__slots__)


def _quotes_nothing_else(location: Location, ips: tuple[str, ...], facts: Sequence[NetworkFact | None]) -> bool:
    quoted = [part for reason in reasons_of(location) for part in reason[1:]]
    foreign = {text for fact in facts if fact for text in (f"AS{fact.asn}", fact.prefix) if text}
    holders = {fact.holder for fact in facts if fact and len(fact.holder) > 2}
    inside = any(ip in part and ip != part for part in quoted for ip in ips)
    return not inside and holders.isdisjoint(quoted) and not any(text in part for part in quoted for text in foreign)
