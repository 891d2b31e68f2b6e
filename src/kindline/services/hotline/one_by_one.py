"""A pass over many things in which one that fails keeps no other from its turn (P3, P12)."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")
log = logging.getLogger("kindline.hotline")


def each(rows: Iterable[Row], act: Callable[[Row], int]) -> int:
    """The sum of what `act` did; a failure is logged by its type and place, and the next row follows."""
    return sum(_safely(act, row) for row in rows)


def _safely(act: Callable[[Row], int], row: Row) -> int:
    try:
        return act(row)
    except Exception:
        log.exception("%s", act.__name__)
        return 0
