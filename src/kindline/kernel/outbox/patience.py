"""How often and how long a parcel is tried again before a person must look."""

import random
from dataclasses import dataclass
from datetime import timedelta

from kindline.kernel.outbox.models import URGENT


@dataclass(frozen=True)
class Patience:
    """First pause and longest pause in seconds; after this many attempts the parcel is dead."""

    first: float
    longest: float
    attempts: int

    def pause(self, attempts: int, chance: random.Random) -> timedelta:
        """How long to wait after this many attempts: doubling, and spread so that parcels do not return as a crowd."""
        whole = min(self.longest, self.first * 2 ** min(attempts - 1, 30))
        return timedelta(seconds=whole * chance.uniform(0.5, 1.0))


# A provider's mail server may be gone over a long weekend: about three and a half days.
ROUTINE = Patience(first=60, longest=6 * 3600, attempts=26)
# A child in danger (P12): every half minute or so, for a day.
RINGING = Patience(first=5, longest=45, attempts=2500)


def patience_of(priority: int) -> Patience:
    """Urgent parcels are tried again within seconds, the others ever more rarely."""
    return RINGING if priority == URGENT else ROUTINE
