"""A pass over many things in which one that fails keeps no other from its turn (P3, P12)."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")
# Twenty addresses at a resolver that says nothing take two minutes: an urgent report waits no longer than this.
PASS_SECONDS = 15.0
log = logging.getLogger("kindline.hotline")


def each(rows: Iterable[Row], act: Callable[[Row], int], *, seconds: float = PASS_SECONDS) -> int:
    """The sum of what `act` did; a failure is logged by its type and place, and the next row follows.

    A pass ends once its time is over: what is left has its turn in the next round, after those who wait more.
    """
    done, ends = 0, time.monotonic() + seconds
    for row in rows:
        done += _safely(act, row)
        if time.monotonic() >= ends:
            break
    return done


def _safely(act: Callable[[Row], int], row: Row) -> int:
    try:
        return act(row)
    except Exception:
        log.exception("%s", act.__name__)
        return 0
