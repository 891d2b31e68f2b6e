"""What the mandate says about assessing: who does it, whether two must agree, how much a person may be exposed to."""

from zoneinfo import ZoneInfo

from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.mandate.versions import authorities
from kindline.kernel.welfare.allowance import Limits
from kindline.services.hotline import law
from kindline.services.hotline.models import Address

ALWAYS, NATIONAL = "always", "national"
ANALYST = "analyst"


def assessor() -> Authority:
    """The authority that opens and judges at our desk: now, or still for reports filed while it did."""
    now = active().assessor()
    return now if now.role == ANALYST else next((a for a in authorities().values() if a.role == ANALYST), now)


def at_the_desk(authority: str) -> bool:
    """Whether its people work at our desk, one address at a time, and nowhere else: analysts do."""
    known = authorities().get(authority)
    return known is not None and known.role == ANALYST


def needs_second(address: Address, classification: str) -> bool:
    """Whether the address's own mandate asks for a different analyst as well, blind to the first."""
    asked = law.of(address.report).assessment.second_opinion
    return asked == ALWAYS or (asked == NATIONAL and classification == NATIONAL)


def limits() -> Limits:
    """The exposure that a person may be asked to bear today."""
    told = active().assessment
    return Limits(day=told.exposure_minutes, sitting=told.sitting_minutes, pause=told.pause_minutes)


def zone() -> ZoneInfo:
    """Where a day begins."""
    return ZoneInfo(active().zone)
