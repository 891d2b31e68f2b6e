"""A new pack or ruleset changes no decision by itself: it yields a list, and a person approves it (provenance, P6).

Run by the worker's face, which alone can open claims. Nobody is asked anything again.
"""

from dataclasses import dataclass

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.holding import is_held
from kindline.kernel.people.models import Role, User
from kindline.provenance.locate import from_pack
from kindline.services.hotline import world
from kindline.services.hotline.deciding import conclude, latest, route
from kindline.services.hotline.models import Address
from kindline.services.hotline.releases import released_locator
from kindline.services.hotline.replay import Changed, opened_claims, under_pack
from kindline.services.hotline.tables import RELEASED


class NotASupervisor(PermissionError):
    """Only a supervisor of this installation approves what changes decisions."""


@dataclass(frozen=True)
class Reviewed:
    """What became of the list: decided anew, and left as they are (ended, held, or decided otherwise meanwhile)."""

    approved: int
    left: int


def waiting() -> list[Changed]:
    """The decisions in force that the pack and ruleset now in use would change."""
    return under_pack(world.pack())


def approve(*, by: str) -> Reviewed:
    """Decide anew what the list says, for addresses still followed; each superseded, none updated.

    `by` is a supervisor's user name. An address that has ended or is held stays as it is.
    """
    if not User.objects.filter(username=by, role=Role.SUPERVISOR, is_active=True).exists():
        raise NotASupervisor(by)
    changes = waiting()
    approved = sum(_approve(change, by=by) for change in changes)
    return Reviewed(approved, len(changes) - approved)


def _approve(change: Changed, *, by: str) -> int:
    with transaction.atomic(using="core"):
        address = Address.objects.select_for_update().get(pk=change.address)
        decision = latest(address)
        if decision is None or decision.pk != change.decision or address.state not in RELEASED or is_held(address.pk):
            return 0
        claims = from_pack(opened_claims(decision), pack=world.pack(), at=clock.now())
        finding = conclude(address, released_locator(address, why="review"), claims)
        record("decision.approved", subject=address.pk, by=f"user:{by}", facts={"supersedes": str(decision.pk)})
        route(address, finding)
    return 1
