"""What can be shown now: questions that services answer live, tests with their last result, documents that exist."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from kindline.kernel import clock
from kindline.kernel.binder.models import Statement
from kindline.kernel.binder.reading import Evidence, Requirement, standard

RESULTS = "binder-tests.json"


@dataclass(frozen=True)
class Shown:
    """An answer: does it hold (None: a number to be read, or not known), in words with their facts, as of when."""

    holds: bool | None
    words: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One requirement with everything there is for it."""

    requirement: Requirement
    shown: tuple[tuple[Evidence, Shown], ...]
    statement: Statement | None


_questions: dict[str, Callable[[], Shown]] = {}
# English, and translated by who shows it; the words of services come from their own catalogues.
PASSED, FAILED, NEVER_RUN, THERE, GONE, NOBODY_ANSWERS = (
    "passed",
    "failed",
    "not run on this installation",
    "there",
    "missing",
    "nobody here answers this question",
)


def register(questions: Mapping[str, Callable[[], Shown]]) -> None:
    """Add what a service can answer; a name is given once."""
    for name, question in questions.items():
        if _questions.setdefault(name, question) is not question:
            raise ValueError(f"two answers are called {name}")


def questions() -> frozenset[str]:
    return frozenset(_questions)


def newest() -> dict[tuple[str, str], Statement]:
    """The statement that counts for each requirement, by standard and requirement."""
    return {(row.standard, row.requirement): row for row in Statement.objects.order_by("at")}


def entry(name: str, requirement: str) -> Entry:
    """One requirement with its evidence, asked now, and the newest statement. KeyError when nothing is asked so."""
    asked = {one.id: one for one in standard(name).requirements}[requirement]
    said = Statement.objects.filter(standard=name, requirement=requirement).order_by("-at").first()
    return Entry(asked, tuple((found, show(found)) for found in asked.evidence), said)


def show(evidence: Evidence) -> Shown:
    """What this piece of evidence says now."""
    if evidence.kind == "live":
        question = _questions.get(evidence.name)
        return question() if question else Shown(False, NOBODY_ANSWERS)
    if evidence.kind == "test":
        return _test(evidence.name)
    there = (root() / evidence.name).exists()
    return Shown(there, THERE if there else GONE, at=clock.now())


def _test(name: str) -> Shown:
    known = results().get(name)
    if known is None:
        return Shown(None, NEVER_RUN)
    return Shown(known["passed"], PASSED if known["passed"] else FAILED, at=datetime.fromisoformat(known["at"]))


def results() -> dict[str, Any]:
    """The last result of each test that was run for the binder."""
    path = Path(settings.DATA_DIR) / RESULTS
    return dict(json.loads(path.read_text())) if path.exists() else {}


def keep(passed: Mapping[str, bool]) -> None:
    """Note results of tests run now beside those known before."""
    now = clock.now().isoformat()
    fresh = {name: {"passed": good, "at": now} for name, good in passed.items()}
    (Path(settings.DATA_DIR) / RESULTS).write_text(json.dumps(results() | fresh, indent=1) + "\n")


def root() -> Path:
    """The source tree: where documents and tests are named from."""
    return Path(__file__).parents[4]
