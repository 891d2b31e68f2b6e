"""What each face may do with each table: said by the app that has the table, in a `grants.toml` beside its models.

The worker may do everything but rewrite the log. Every other face may do what is written, and nothing else.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps

FILE = "grants.toml"
FACES = ("site", "desk", "portal", "api", "mailroom")
WORKER = "worker"
VERBS = ("select", "insert", "update", "delete")
# Nobody but the owner of the tables rewrites what is in the log.
WRITTEN_ONCE = frozenset({"audit_entry", "audit_checkpoint"})


@dataclass(frozen=True)
class Table:
    """One table: the verbs of each face; `rows` narrows them to some rows, as SQL by face and verb."""

    name: str
    verbs: Mapping[str, frozenset[str]]
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def allowed(self, face: str) -> frozenset[str]:
        if face == WORKER:
            return frozenset(VERBS[:2] if self.name in WRITTEN_ONCE else VERBS)
        return self.verbs.get(face, frozenset())


@cache
def written() -> Mapping[str, Table]:
    """Every table that a grants file names, by its name. ValueError for a face or a verb that there is not."""
    files = sorted(Path(config.path) / FILE for config in apps.get_app_configs())
    raw = {name: said for path in files if path.exists() for name, said in tomllib.loads(path.read_text()).items()}
    return {name: _table(name, dict(said)) for name, said in raw.items()}


def table(name: str) -> Table:
    """What is written about a table; of one that no file names, the worker's."""
    return written().get(name, Table(name, {}))


def _table(name: str, said: dict[str, object]) -> Table:
    rows = said.pop("rows", {})
    verbs = {face: frozenset(str(words).split()) for face, words in said.items()}
    unknown = (set(verbs) | set(rows)) - set(FACES) | {verb for of in verbs.values() for verb in of} - set(VERBS)  # type: ignore[call-overload]
    if unknown:
        raise ValueError(f"{FILE}, {name}: {sorted(unknown)}")
    return Table(name, verbs, rows)  # type: ignore[arg-type]
