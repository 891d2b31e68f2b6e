"""Renewing: a lease is short so that a dead worker's parcel soon goes on, and grows while its worker lives (P4)."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections

from kindline.kernel.outbox.claiming import Claim
from kindline.kernel.outbox.database_clock import DatabaseEpoch
from kindline.kernel.outbox.models import Parcel

log = logging.getLogger("kindline.outbox")


@contextmanager
def renewing(claim: Claim, *, seconds: int) -> Iterator[None]:
    """Keep the claim while the block runs. A quick delivery never asks the database."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(claim, seconds, ended), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(claim: Claim, seconds: int, ended: threading.Event) -> None:
    mine = Parcel.objects.filter(id=claim.parcel.id, fencing=claim.fencing).exclude(lease_until=None)
    try:
        while not ended.wait(seconds / 3):
            if not mine.update(lease_until=DatabaseEpoch() + seconds):
                return
    except DatabaseError:
        # The lease runs out, and somebody else carries it as well: the receiver knows a parcel by its number.
        log.exception("a lease was not renewed")
    finally:
        connections.close_all()
