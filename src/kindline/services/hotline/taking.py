"""Taking parcels away, when a hold may fall between looking and taking."""

from collections.abc import Collection

from kindline.kernel.outbox.receipts import NotOffered
from kindline.services.hotline import handover
from kindline.services.hotline.assessment.law import at_the_desk

TRIES = 3


class AtTheDesk(PermissionError):
    """This authority's people come to the desk; nothing lies here for them."""


def take_away(authority: str, *, only: Collection[str] | None, by: str) -> bytes:
    """The download of all that waits for an authority, or of those of the named parcels that do.

    Analysts are handed one address at a time at the desk, where it is counted how much a person bears; never here.
    """
    if at_the_desk(authority):
        raise AtTheDesk
    for _ in range(TRIES - 1):
        try:
            return _bundle(authority, only, by)
        except NotOffered:
            continue
    return _bundle(authority, only, by)


def _bundle(authority: str, only: Collection[str] | None, by: str) -> bytes:
    found = handover.parcels_for(authority)
    if only is not None:
        found = [parcel for parcel in found if str(parcel.pk) in only]
    return handover.bundle(found, authority=authority, by=by)
