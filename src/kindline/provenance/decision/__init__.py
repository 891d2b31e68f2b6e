"""The decision about the country: a pure function of claims and ruleset, every outcome with its reasons."""

from kindline.provenance.decision.deciding import decide_country
from kindline.provenance.decision.model import Confidence, Location, Outcome, Provider, Reason
from kindline.provenance.decision.ruleset import COUNTRY_1, Ruleset

__all__ = ["COUNTRY_1", "Confidence", "Location", "Outcome", "Provider", "Reason", "Ruleset", "decide_country"]
