"""How old what we hand over is, in whole days: since it was reported, and since its name was last looked up.

Of 640 addresses that the British police had authorised in 2022, 72.7 % were gone or had moved by then (civil-hotline
§4.4): whoever receives an address sees its age.
"""

from dataclasses import dataclass

from kindline.kernel import clock
from kindline.services.hotline.models import Address, Decision


@dataclass(frozen=True)
class Age:
    """Whole days, never finer (P5). `looked_up` is None before the first look."""

    reported: int
    looked_up: int | None


def age_of(address: Address) -> Age:
    """The age of an address now: one query."""
    looked = Decision.objects.filter(address=address).order_by("-decided_at").values_list("decided_at", flat=True)
    last = looked.first()
    days = (clock.today() - address.report.received_hour.date()).days
    return Age(days, (clock.today() - last.date()).days if last else None)
