"""The routing law: a total function over everything that can be the case (P3). Pure; the rows are the mandate's.

SCART closed a foreign host without ICCAM silently (reference civil-hotline §1.5.4); here every combination has a row,
and `combinations` walks them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.provenance.decision import NAME_NOT_ASKED, Location

VERDICTS = ("abuse_material", "not_illegal", "cannot_tell", "already_gone", "duplicate", "no_feedback")
INSTRUCTIONS = ("wait", "act_now", "preserve_first", "hold", "never_notify")
KINDS = ("located", "onion", "i2p", "peer", "news", "irc", "app", "other")
PLACES = (
    "home",
    "abroad_member",
    "abroad_other",
    "several",
    "disagreement",
    "hidden",
    "unknown_network",
    "not_resolving",
    "no_host",
)
LOCATOR_KINDS = {"web": "located", "ip": "located", "magnet": "peer", "ed2k": "peer", "ipfs": "peer", "freenet": "peer"}


class NoRoute(LookupError):
    """The mandate has no row for this combination: it may not be activated (`./kindline routes` shows the gap)."""


@dataclass(frozen=True)
class Situation:
    """What is known when a route is decided."""

    verdict: str
    instruction: str
    kind: str
    place: str


def decide_route(mandate: Mandate, situation: Situation) -> Rule:
    """The first row whose every condition holds."""
    for rule in mandate.rules:
        if all(getattr(situation, field) in values for field, values in rule.when.items()):
            return rule
    raise NoRoute(f"{mandate.id}: {situation}")


def routing_kind(locator_kind: str) -> str:
    """The kind the law speaks of, from the kind the address grammar found."""
    known = LOCATOR_KINDS.get(locator_kind, locator_kind)
    return known if known in KINDS else "other"


def place_of(members: frozenset[str], outcome: str, country: str) -> str:
    """The place the law speaks of, from where the sources say the host is. `members`: countries with such a hotline."""
    if outcome == "abroad":
        return "abroad_member" if country in members else "abroad_other"
    return outcome if outcome in PLACES else "unknown_network"


def place_to_act_on(members: frozenset[str], location: Location) -> str:
    """The place of a location. One that a person must confirm is, to the law, one the sources disagree about.

    Where the host's own name was held back, nothing follows from what others answered: its network is not known.
    """
    if any(reason.code == NAME_NOT_ASKED for reason in location.reasons):
        return "unknown_network"
    place = place_of(members, str(location.outcome), location.country or "")
    return "disagreement" if location.needs_person and location.country else place


def combinations() -> Iterator[Situation]:
    """Every situation there can be."""
    return (Situation(*case) for case in product(VERDICTS, INSTRUCTIONS, KINDS, PLACES))
