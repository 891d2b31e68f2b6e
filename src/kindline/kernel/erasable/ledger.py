"""The erasure ledger: what was erased and when, with the evidence a proof needs. It outlives every data backup."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.erasable import store


def enter(name: UUID, *, evidence: Mapping[str, Any]) -> None:
    """Note that `name` is erased; the first entry stands. `evidence` holds hashes and counts, never a text."""
    with store.writing() as made:
        made.execute(
            "INSERT OR IGNORE INTO erased (name, day, evidence) VALUES (?, ?, ?)",
            (name.bytes, clock.today().isoformat(), json.dumps(evidence, sort_keys=True)),
        )


def entered() -> dict[UUID, date]:
    """Everything erased, with its day."""
    found = store.connection().execute("SELECT name, day FROM erased")
    return {UUID(bytes=name): date.fromisoformat(day) for name, day in found}


def evidence(name: UUID) -> tuple[date, dict[str, Any]] | None:
    """The day and the evidence of one erasure, or None."""
    row = store.connection().execute("SELECT day, evidence FROM erased WHERE name = ?", [name.bytes]).fetchone()
    return (date.fromisoformat(row[0]), json.loads(row[1])) if row else None
