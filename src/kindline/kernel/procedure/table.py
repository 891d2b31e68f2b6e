"""Transition tables: states are declared, not assigned. One function advances; the same table draws the manual."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import connections, models

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.procedure.models import Event


class IllegalMove(Exception):
    """The table has no such move from the noun's present state, or this role may not make it."""

    def __init__(self, procedure: str, verb: str, state: str) -> None:
        super().__init__(f"{procedure}: no {verb} from {state}")
        self.verb, self.state = verb, state


@dataclass(frozen=True)
class Move:
    """One row of a table: `verb` takes a noun from any of `sources` to `target`."""

    verb: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    requires: str = ""
    tells: str = ""
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """The table of one noun."""

    name: str
    initial: str
    final: frozenset[str]
    moves: tuple[Move, ...]

    def states(self) -> tuple[str, ...]:
        """Every state, in order of first appearance."""
        names = [self.initial, *(s for move in self.moves for s in (*move.sources, move.target))]
        return tuple(dict.fromkeys(names))

    def find(self, verb: str, state: str) -> Move | None:
        """The move that `verb` makes from `state`."""
        return next((move for move in self.moves if move.verb == verb and state in move.sources), None)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the manual."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {source} --> {move.target}: {move.verb}" for move, source in self._arrows()]
        lines += [f"    {state} --> [*]" for state in self.states() if state in self.final]
        return "\n".join(lines)

    def _arrows(self) -> Iterator[tuple[Move, str]]:
        return ((move, source) for move in self.moves for source in move.sources)


class Stateful(models.Model):
    """A noun with a state. Saving a changed state is refused: only `advance` writes that column."""

    procedure: ClassVar[Procedure]
    state = models.CharField(max_length=24)
    # What the row says; None for a noun that has none yet.
    _stored_state: str | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        noun = super().from_db(db, field_names, values)
        noun._stored_state = noun.__dict__.get("state")
        return noun

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._stored_state = self.__dict__.get("state")

    def save(self, *args: Any, **kwargs: Any) -> None:
        expected = self.procedure.initial if self._stored_state is None else self._stored_state
        if not self.state and self._stored_state is None:
            self.state = expected
        if self.state != expected:
            raise IllegalMove(self.procedure.name, "save", self.state)
        super().save(*args, **kwargs)
        self._stored_state = self.state


def advance(
    noun: Stateful,
    verb: str,
    *,
    by: str,
    role: str,
    facts: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> Move:
    """Make one move: state, event and audit leaf in the caller's transaction, or `IllegalMove` and nothing.

    The state is compared and set in one statement, so of two racing moves one is refused. `also` are other columns
    of the noun that the move writes, in the same statement and on the noun in hand.
    `facts` hold codes and hashes, never what a person wrote.
    """
    procedure = noun.procedure
    move = procedure.find(verb, noun.state)
    if move is None or role not in move.by or not connections["core"].in_atomic_block:
        raise IllegalMove(procedure.name, verb, noun.state)
    source, moment = noun.state, clock.now()
    changed = type(noun)._default_manager.filter(pk=noun.pk, state=source).update(state=move.target, **(also or {}))
    if not changed:
        raise IllegalMove(procedure.name, verb, source)
    noun.state = noun._stored_state = move.target
    for name, value in (also or {}).items():
        setattr(noun, name, value)
    Event.objects.create(
        procedure=procedure.name,
        noun=noun.pk,
        verb=verb,
        source=source,
        target=move.target,
        by=by,
        facts=dict(facts or {}),
        occurred_at=occurred_at or moment,
        recorded_at=moment,
    )
    record(f"{procedure.name}.{verb}", subject=noun.pk, by=by, facts=facts)
    return move
