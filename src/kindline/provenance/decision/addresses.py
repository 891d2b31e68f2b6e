"""What the claims say of each address on its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Address:
    """One IP address: `said` has, for each witness that spoke, the set of countries it named."""

    ip: str
    said: tuple[tuple[Predicate, frozenset[str]], ...]
    asns: frozenset[int]
    proxies: frozenset[str]
    anycast: bool

    @property
    def countries(self) -> frozenset[str]:
        return frozenset().union(*(countries for _, countries in self.said))

    @property
    def disputed(self) -> bool:
        return len(self.countries) > 1

    @property
    def unknown(self) -> bool:
        return not self.countries

    def spoke(self, witnesses: Iterable[Predicate]) -> bool:
        return {witness for witness, _ in self.said} >= set(witnesses)

    def settled_by_place(self, *, home: str, ruleset: Ruleset) -> bool:
        """Disputed, but abroad in every word of it, and the place of the servers is known."""
        return self.disputed and self.held(home=home, ruleset=ruleset) != self.countries

    def held(self, *, home: str, ruleset: Ruleset) -> frozenset[str]:
        """The countries that count. Where anything says home, every word does."""
        place = dict(self.said).get(Predicate.GEO_CC, frozenset())
        if not ruleset.place_holds or len(place) != 1 or home in self.countries:
            return self.countries
        return place


def addresses_in(claims: Iterable[Claim], *, ruleset: Ruleset) -> tuple[Address, ...]:
    """Every address that some name resolves to, sorted; claims about other subjects change nothing."""
    claims = tuple(claims)
    by_subject: dict[str, list[Claim]] = {}
    for claim in claims:
        by_subject.setdefault(claim.subject, []).append(claim)
    ips = sorted({claim.value for claim in claims if claim.predicate is Predicate.RESOLVES_TO})
    return tuple(_address(ip, by_subject.get(ip, []), ruleset=ruleset) for ip in ips)


def _address(ip: str, claims: list[Claim], *, ruleset: Ruleset) -> Address:
    def values(predicate: Predicate) -> frozenset[str]:
        return frozenset(claim.value for claim in claims if claim.predicate is predicate and claim.value)

    return Address(
        ip=ip,
        said=tuple((witness, values(witness)) for witness in ruleset.witnesses if values(witness)),
        asns=frozenset(int(value[2:]) for value in values(Predicate.ANNOUNCED_BY) if value[2:].isdecimal()),
        proxies=values(Predicate.BEHIND_PROXY),
        anycast=bool(values(Predicate.ANYCAST)),
    )
