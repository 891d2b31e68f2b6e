"""Starting the clocks a mandate names. None of them knows of week-ends or office hours."""

from uuid import UUID

from kindline.kernel.mandate.active import active
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline


def start_clock(noun: UUID, kind: str) -> Deadline:
    """Start a clock of the mandate in force; one that already runs is left alone."""
    law = active().clocks[kind]
    return deadlines.start(noun, kind, hours=law.hours, role=law.role, follows=law.follows)


def start_if_named(noun: UUID, kind: str) -> None:
    """Start a clock that a mandate may leave out."""
    if kind in active().clocks:
        start_clock(noun, kind)
