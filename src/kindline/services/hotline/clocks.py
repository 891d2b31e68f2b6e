"""Starting the clocks a mandate names. None of them knows of week-ends or office hours."""

from uuid import UUID

from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import law


def start_clock(noun: UUID, kind: str) -> Deadline:
    """Start a clock of the mandate that its noun stands under; one that already runs is left alone."""
    runs = law.of_noun(noun).clocks[kind]
    return deadlines.start(noun, kind, hours=runs.hours, role=runs.role, follows=runs.follows)


def start_if_named(noun: UUID, kind: str) -> None:
    """Start a clock that a mandate may leave out."""
    if kind in law.of_noun(noun).clocks:
        start_clock(noun, kind)
