"""When nothing happens any more inside: for cueing only, never for counting."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from kindline.faces.outside.stage import Stage

PULSE = (
    ("core", "SELECT count(*) FROM audit_entry"),
    ("core", "SELECT count(*) FROM audit_leaf"),
    ("core", "SELECT count(*) FROM outbox_attempt"),
    ("core", "SELECT count(*), sum(fencing) FROM outbox_parcel"),
    ("core", "SELECT count(*) FROM procedure_event"),
    ("intake", "SELECT count(*) FROM intake_leaf"),
)
WORK = (
    ("intake", "SELECT EXISTS (SELECT 1 FROM intake_envelope WHERE NOT admitted)"),
    ("intake", "SELECT EXISTS (SELECT 1 FROM intake_leaf)"),
    ("core", "SELECT EXISTS (SELECT 1 FROM audit_leaf)"),
    ("core", "SELECT EXISTS (SELECT 1 FROM hotline_address WHERE state = 'released')"),
)
LOOKED_AGAIN_SECONDS = 0.03


class NeverQuiet(Exception):
    """The inside went on and on, or stands still with work left."""


@contextmanager
def reading(stage: Stage, name: str) -> Iterator[sqlite3.Connection]:
    """One database of the platform, to look at only."""
    with closing(sqlite3.connect(f"file:{stage.data / f'{name}.sqlite3'}?mode=ro", uri=True, timeout=30)) as connection:
        yield connection


def wait(stage: Stage, *, seconds: float = 90) -> None:
    """Return once the worker went a whole round, begun after the last change, in which there was nothing to do."""
    start = since = time.monotonic()
    last = _ask(stage, PULSE)
    while time.monotonic() - start < seconds:
        began, done = _last_round(stage)
        if (now := _ask(stage, PULSE)) != last:
            last, since = now, time.monotonic()
        elif began > since and not done and not any(row[0] for row in _ask(stage, WORK)):
            return
        time.sleep(LOOKED_AGAIN_SECONDS)
    raise NeverQuiet(f"after {seconds:.0f} seconds: {_ask(stage, WORK)}")


def _last_round(stage: Stage) -> tuple[float, int]:
    try:
        began, done = (stage.data / "worker-round").read_text().split()
    except FileNotFoundError:
        return 0.0, 0
    return float(began), int(done)


def _ask(stage: Stage, questions: tuple[tuple[str, str], ...]) -> list[tuple[object, ...]]:
    found = []
    for name in ("core", "intake"):
        with reading(stage, name) as connection:
            found += [connection.execute(question).fetchone() for where, question in questions if where == name]
    return found
