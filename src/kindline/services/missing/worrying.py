"""Which official criteria of a worrying disappearance are met, and by which facts: a proposal, never a decision.

The authority's decision is recorded apart from it. No criterion met means only that none is known yet.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RULES = Path(__file__).parent / "rules"
NONE_KNOWN = "no_criterion_known_yet"


class BadRules(ValueError):
    """Why this is no rule set."""


@dataclass(frozen=True)
class Criterion:
    """Met when one of its facts is true, or, with `under`, when the number is known and smaller."""

    code: str
    words: Mapping[str, str]
    facts: tuple[str, ...]
    under: int | None = None

    def triggers(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts that meet it. Only a plain yes counts: an unknown or a no meets nothing."""
        if self.under is not None:
            return tuple(name for name in self.facts if _number(facts.get(name), self.under))
        return tuple(name for name in self.facts if facts.get(name) is True)


@dataclass(frozen=True)
class RuleSet:
    """One version of the criteria, whose they are, and who decides."""

    name: str
    version: int
    source: str
    decides: str
    criteria: tuple[Criterion, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """Every fact that could meet a criterion."""
        return tuple(dict.fromkeys(name for one in self.criteria for name in one.facts))


@dataclass(frozen=True)
class Met:
    """One criterion with the facts that met it."""

    code: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """What follows from the facts by this version of the rules, and which facts nobody has asked yet."""

    rules: str
    met: tuple[Met, ...]
    not_yet_known: tuple[str, ...]

    @property
    def status(self) -> str:
        """`proposed`, or `no_criterion_known_yet`; there is no word for not worrying."""
        return "proposed" if self.met else NONE_KNOWN


def propose(facts: Mapping[str, Any], *, rules: RuleSet) -> Proposal:
    """The criteria that are met by these facts: true, false, None or absent (not known); `age` in whole years.

    BadRules for a fact no criterion asks for: a misspelt fact would meet nothing in silence.
    """
    if unknown := set(facts) - set(rules.asks):
        raise BadRules(f"no criterion asks for {', '.join(sorted(unknown))}")
    met = tuple(Met(one.code, found) for one in rules.criteria if (found := one.triggers(facts)))
    open_ = tuple(name for name in rules.asks if facts.get(name) is None)
    return Proposal(f"{rules.name}/{rules.version}", met, open_)


@cache
def shipped(name: str = "worrying-be") -> RuleSet:
    """The rule set of this name."""
    return rule_set((RULES / f"{name}.toml").read_text("utf-8"))


def rule_set(text: str) -> RuleSet:
    """The rule set written in this TOML; BadRules names what is missing."""
    try:
        raw = tomllib.loads(text)
        criteria = tuple(
            Criterion(one["code"], dict(one["words"]), tuple(one["facts"]), one.get("under")) for one in raw["criteria"]
        )
        made = RuleSet(raw["name"], raw["version"], raw["source"], raw["decides"], criteria)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
        raise BadRules(f"not a rule set: {problem}") from None
    if not criteria or len({one.code for one in criteria}) < len(criteria) or not all(one.facts for one in criteria):
        raise BadRules("a rule set has criteria, each with its own code and its facts")
    return made


def _number(value: Any, under: int) -> bool:
    if value is None:
        return False
    if type(value) is not int or value < 0:
        raise BadRules("an age is a whole number of years, or not known")
    return value < under
