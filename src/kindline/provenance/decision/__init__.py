"""The decision about the country: a pure function of claims and ruleset, every outcome with its reasons."""

from kindline.provenance.decision.changing import Change, Instead, what_would_change
from kindline.provenance.decision.deciding import NAME_NOT_ASKED, decide_country
from kindline.provenance.decision.model import Confidence, Location, Outcome, Provider, Reason
from kindline.provenance.decision.ruleset import (
    COUNTRY_1,
    COUNTRY_2,
    CURRENT,
    Ruleset,
    UnknownRuleset,
    ruleset_of,
)

__all__ = [
    "COUNTRY_1",
    "COUNTRY_2",
    "CURRENT",
    "NAME_NOT_ASKED",
    "Change",
    "Confidence",
    "Instead",
    "Location",
    "Outcome",
    "Provider",
    "Reason",
    "Ruleset",
    "UnknownRuleset",
    "decide_country",
    "ruleset_of",
    "what_would_change",
]
