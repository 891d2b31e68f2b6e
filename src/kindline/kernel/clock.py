"""The only place that tells the time. In a demonstration or a test the clock can be moved; nowhere else.

The demo clock is a file in the data folder holding an offset in seconds. Servers refuse to start beside such a file
(`settings.server`), and it is ignored outside the demo and testing places.
"""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

MOVABLE_PLACES = ("demo", "testing")
SLOT_SECONDS = 1800


def now() -> datetime:
    """The present moment, aware, UTC."""
    moment = datetime.now(UTC)  # noqa: TID251, DTZ005
    return moment + timedelta(seconds=_offset()) if settings.PLACE in MOVABLE_PLACES else moment


def today() -> date:
    """The present day in UTC."""
    return now().date()


def this_hour() -> datetime:
    """The present hour: the finest time that rows near a reporter may carry (P5)."""
    return now().replace(minute=0, second=0, microsecond=0)


def this_slot() -> int:
    """The half hour we are in, counted from the epoch: drafts live one or two of these."""
    return int(now().timestamp()) // SLOT_SECONDS


def move(by: timedelta) -> None:
    """Move the demo clock forward; refused outside demo and testing."""
    if settings.PLACE not in MOVABLE_PLACES:
        raise RuntimeError("Only a demonstration or a test may move the clock.")
    path = _path()
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(str(_offset() + by.total_seconds()))
    fresh.replace(path)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "demo-clock"


def _offset() -> float:
    try:
        return float(_path().read_text())
    except FileNotFoundError:
        return 0.0
