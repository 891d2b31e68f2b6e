"""What would change a decision: every single claim that, said otherwise or not made, would lead somewhere else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision.deciding import decide_country
from kindline.provenance.decision.model import Location
from kindline.provenance.decision.ruleset import CURRENT, Ruleset

OF_A_COUNTRY = (
    Predicate.REGISTERED_CC,
    Predicate.GEO_CC,
    Predicate.HOLDER_CC,
    Predicate.RDAP_CC,
    Predicate.ENTITY_CC,
)


class Instead(StrEnum):
    """How a claim is imagined otherwise."""

    SAID_HOME = "said_home"
    NOT_MADE = "not_made"


@dataclass(frozen=True, slots=True)
class Change:
    """One claim, imagined otherwise, and the location that would follow."""

    claim: Claim
    instead: Instead
    location: Location


def what_would_change(claims: Iterable[Claim], *, home: str, ruleset: Ruleset = CURRENT) -> tuple[Change, ...]:
    """Each change of one claim that changes outcome, countries or confidence; in the claims' stable order. Pure."""
    known = tuple(sorted(dict.fromkeys(claims), key=Claim.to_bytes))
    stands = _essence(decide_country(known, home=home, ruleset=ruleset))
    found = (
        Change(claim, instead, decide_country(imagined, home=home, ruleset=ruleset))
        for claim in known
        for instead, imagined in _otherwise(claim, known, home)
    )
    return tuple(change for change in found if _essence(change.location) != stands)


def _otherwise(claim: Claim, known: tuple[Claim, ...], home: str) -> Iterator[tuple[Instead, list[Claim]]]:
    if claim.predicate in OF_A_COUNTRY and claim.value != home:
        yield Instead.SAID_HOME, [claim.with_value(home) if one is claim else one for one in known]
    yield Instead.NOT_MADE, [one for one in known if one is not claim]


def _essence(location: Location) -> tuple[object, ...]:
    return location.outcome, location.countries, location.confidence
