"""Starting the clocks a mandate names. None of them knows of week-ends or office hours."""

from uuid import UUID

from kindline.kernel.mandate.active import active
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline


def start_clock(noun: UUID, kind: str) -> Deadline:
    """Start a clock of the mandate in force; one that already runs is left alone."""
    law = active().clocks[kind]
    return deadlines.start(noun, kind, hours=law.hours, role=law.role, follows=law.follows)
