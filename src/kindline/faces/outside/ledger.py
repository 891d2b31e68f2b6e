"""What a witness wrote down: one JSON line an event, numbered from 1, so that a missing line shows."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kindline.faces.outside.stage import Stage


class Gap(Exception):
    """Lines are missing from a ledger; the message names it and the number."""


class Ledger:
    """An append-only file with one writing process."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self._lock = stage, threading.Lock()
        path = path_of(stage, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._size = sum(1 for _ in path.open()) if path.exists() else 0
        self._file = path.open("a", buffering=1)

    def write(self, **facts: Any) -> None:
        with self._lock:
            self._size += 1
            line = {"seq": self._size, "at": self._stage.now().isoformat(), **facts}
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")


def path_of(stage: Stage, name: str) -> Path:
    return stage.outside / f"{name}.jsonl"


def read(stage: Stage, name: str) -> list[dict[str, Any]]:
    """Every line of a ledger; Gap when one is missing or two were swapped."""
    path = path_of(stage, name)
    return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for expected, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError:
            raise Gap(f"{path.name}: line {expected} is damaged") from None
        if row["seq"] != expected:
            raise Gap(f"{path.name}: record {expected} is missing")
        yield row


def names(stage: Stage) -> list[str]:
    """Every ledger there is."""
    found = sorted(stage.outside.rglob("*.jsonl"))
    return [str(path.relative_to(stage.outside).with_suffix("")) for path in found]


def close(stage: Stage) -> None:
    """Note how long every ledger is, so that a missing end shows as well."""
    stage.note(ledgers={name: len(path_of(stage, name).read_text().splitlines()) for name in names(stage)})
