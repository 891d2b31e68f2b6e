"""What is done in the first hours of each kind of disappearance, as a list to tick off; the list is data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kindline.services.missing.kinds import Kind
from kindline.services.missing.worrying import RULES


@dataclass(frozen=True)
class Step:
    """One thing to do, in each language; `kinds` are those it belongs to."""

    code: str
    words: Mapping[str, str]
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class Checklist:
    """One version of the list and where it is from."""

    name: str
    version: int
    source: str
    steps: tuple[Step, ...]

    def of(self, kind: Kind) -> tuple[Step, ...]:
        """What is done for this kind, in the order of the list."""
        return tuple(step for step in self.steps if kind in step.kinds)


@cache
def shipped() -> Checklist:
    """The list that comes with this software."""
    raw = tomllib.loads((RULES / "first-hours.toml").read_text("utf-8"))
    steps = tuple(
        Step(one["code"], dict(one["words"]), frozenset(map(Kind, one.get("kinds", list(Kind)))))
        for one in raw["steps"]
    )
    return Checklist(raw["name"], raw["version"], raw["source"], steps)
