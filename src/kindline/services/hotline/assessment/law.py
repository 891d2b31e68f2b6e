"""What the mandate says about assessing: who does it, whether two must agree, how much a person may be exposed to."""

from zoneinfo import ZoneInfo

from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.welfare.allowance import Limits

NONE, NATIONAL, ALWAYS = "none", "national", "always"


def assessor() -> Authority:
    """The authority that opens and judges."""
    return active().police()


def at_the_desk(authority: str) -> bool:
    """Whether this authority works at our desk, one address at a time, and nowhere else."""
    return len(active().envelopes["address"]) > 1 and authority == assessor().id


def needs_second(classification: str) -> bool:
    """Whether a different analyst must judge as well, blind to the first."""
    asked = getattr(getattr(active(), "assessment", None), "second_opinion", NONE)
    return asked == ALWAYS or (asked == NATIONAL and classification == "national")


def limits() -> Limits:
    """The exposure a person may be asked to bear."""
    return Limits()


def zone() -> ZoneInfo:
    """Where a day begins."""
    return ZoneInfo(active().zone)
