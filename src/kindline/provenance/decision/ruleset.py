"""Rulesets: what a decision rests on, named and versioned. A stored decision is replayed under the ruleset it names."""

import re
from dataclasses import dataclass, replace

from kindline.provenance.claims import Predicate


class UnknownRuleset(LookupError):
    """A decision names a ruleset that this version does not have."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """`witnesses`: predicates that speak of a country, each a different kind of source.

    `needed`: those that must all have spoken and agreed for `exact`. `fewest`: with fewer witnesses a person confirms.
    `place_holds`: where nothing says home, the place of the servers outranks what registries say of their holder.
    `platforms`: the register outranks the addresses. `pack_days`: an older pack decides nothing alone; None: no limit.
    """

    id: str
    witnesses: tuple[Predicate, ...]
    needed: tuple[Predicate, ...]
    fewest: int = 1
    place_holds: bool = False
    platforms: bool = False
    pack_days: int | None = None

    def with_pack_days(self, days: int) -> "Ruleset":
        """The same rules with another patience for old packs; it says so in its id, so that replay knows."""
        return replace(self, id=f"{self.id.partition(';')[0]};pack_days={days}", pack_days=days)


_TWO = (Predicate.REGISTERED_CC, Predicate.GEO_CC)
COUNTRY_1 = Ruleset(id="country/1", witnesses=_TWO, needed=_TWO)
"""No single source decides (provenance.md §0.3): registration and place of the servers must agree, else a person."""

COUNTRY_2 = Ruleset(
    id="country/2",
    witnesses=(*_TWO, Predicate.HOLDER_CC, Predicate.RDAP_CC),
    needed=_TWO,
    fewest=2,
    place_holds=True,
    platforms=True,
    pack_days=45,
)
"""Four witnesses and the platform register; one dissenting word about the home country sends it to a person.

That something is abroad rests on every witness; in which country, on the place: of 39 addresses in known regions of
large hosters it was right for 30 and wrong for 5, where the others named the company's seat (docs/packs.md).
"""

CURRENT = COUNTRY_2
_KNOWN = {ruleset.id: ruleset for ruleset in (COUNTRY_1, COUNTRY_2)}


def ruleset_of(identifier: str) -> Ruleset:
    """The ruleset a stored decision names. Raises UnknownRuleset."""
    found = re.fullmatch(r"([a-z]+/\d+)(?:;pack_days=(\d{1,6}))?", identifier)
    if not found or found[1] not in _KNOWN:
        raise UnknownRuleset(identifier)
    known = _KNOWN[found[1]]
    return known.with_pack_days(int(found[2])) if found[2] else known
