"""Platforms: who runs one, and where, outranks the address it answers from.

A global platform answers from caches inside access networks everywhere: the cache is at home, the platform is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision.model import Provider


@dataclass(frozen=True, slots=True)
class Platform:
    """What the claims say of the platform an address is on; `entity` is empty where no register knows it."""

    name: str
    entities: frozenset[str]
    countries: frozenset[str]
    verified: bool


def platforms_in(claims: Iterable[Claim]) -> tuple[Platform, ...]:
    """Every platform the grammar named, sorted. What a register says of others changes nothing."""
    claims = tuple(claims)
    names = sorted({claim.value for claim in claims if claim.predicate is Predicate.ON_PLATFORM})
    return tuple(_platform(name, [claim for claim in claims if claim.subject == subject(name)]) for name in names)


def subject(name: str) -> str:
    """The subject of claims about a platform."""
    return f"platform:{name}"


def operators(platforms: Iterable[Platform]) -> tuple[Provider, ...]:
    """The entities behind the platforms as candidates; their mailbox is found elsewhere."""
    return tuple(
        Provider(0, "", entity, found.name, "", "") for found in platforms for entity in sorted(found.entities)
    )


def _platform(name: str, claims: list[Claim]) -> Platform:
    operated = [claim for claim in claims if claim.predicate is Predicate.OPERATED_BY]
    return Platform(
        name=name,
        entities=frozenset(claim.value for claim in operated),
        countries=frozenset(claim.value for claim in claims if claim.predicate is Predicate.ENTITY_CC and claim.value),
        verified=bool(operated) and all(claim.detail("verified") == "yes" for claim in operated),
    )
