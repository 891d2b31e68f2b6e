"""A steady pace with room for a burst (GCRA, ITU-T I.371), kept in the database, so that all processes agree."""

from datetime import timedelta

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.partners.models import Partner

EVERY = timedelta(seconds=0.5)
BURST = 120


def wait_for_turn(partner_id: str, *, urgent: bool = False) -> timedelta:
    """Takes a turn and returns zero, or how long to wait for one.

    An urgent request never waits (P12): it takes its turn ahead of time, and ordinary ones wait the longer for it.
    """
    with transaction.atomic(using="core"):
        partner = Partner.objects.select_for_update().get(pk=partner_id)
        now = clock.now()  # under the lock: a time taken before it is older than the turn another took meanwhile
        due = max(partner.paced_to or now, now)
        early = due - now - (BURST - 1) * EVERY
        if early > timedelta() and not urgent:
            return early
        Partner.objects.filter(pk=partner_id).update(paced_to=due + EVERY)
    return timedelta()
