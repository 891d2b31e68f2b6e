"""Starting the clocks a mandate names. None of them knows of week-ends or office hours."""

from uuid import UUID

from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.procedure import deadlines
from kindline.services.hotline import law


def start_clock(noun: UUID, kind: str, *, under: Mandate | None = None) -> None:
    """Start a clock of the mandate that its noun stands under, asked for if not given; one that runs is left alone."""
    runs = (under or law.of_noun(noun)).clocks[kind]
    deadlines.start(noun, kind, hours=runs.hours, role=runs.role, follows=runs.follows)


def start_if_named(noun: UUID, kind: str) -> None:
    """Start a clock that a mandate may leave out."""
    mandate = law.of_noun(noun)
    if kind in mandate.clocks:
        start_clock(noun, kind, under=mandate)
