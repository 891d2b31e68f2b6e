"""Holds upon an address that has ended and is watched for its return: nobody is asked about it meanwhile (P11)."""

from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.services.hotline.models import Address


def is_watched(address: Address) -> bool:
    """Whether an ended address is still watched for its return."""
    return deadlines.running(address.pk).filter(kind="return_watch").exists()


def rest(address: Address, *, held: bool, by: str) -> None:
    """The police hold an ended address, or let go of it: nobody is asked about it meanwhile."""
    if held and not holding.is_held(address.pk):
        holding.hold(subject=address.pk, by=by)
        deadlines.stop(address.pk)
    elif not held and holding.is_held(address.pk):
        holding.unhold(subject=address.pk, by=by)
        deadlines.resume(address.pk)
