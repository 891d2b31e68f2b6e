"""Rulesets: what a decision rests on, named and versioned. A stored decision is replayed under the ruleset it names."""

from dataclasses import dataclass

from kindline.provenance.claims import Predicate


@dataclass(frozen=True, slots=True)
class Ruleset:
    """`witnesses`: predicates that speak of a country. All present and agreeing is `exact`; fewer is `likely`."""

    id: str
    witnesses: tuple[Predicate, ...]


COUNTRY_1 = Ruleset(id="country/1", witnesses=(Predicate.REGISTERED_CC, Predicate.GEO_CC))
"""No single source decides (provenance.md §0.3): registration and place of the servers must agree, else a person."""
