"""What is done once a day by whichever worker comes first: the day it was last done is a row all workers see."""

from kindline.kernel import clock
from kindline.kernel.procedure.models import Counter


def done_today(name: str) -> bool:
    """Whether somebody has done it today (UTC)."""
    return Counter.objects.filter(series=_series(name), value__gte=clock.today().toordinal()).exists()


def note_done(name: str) -> None:
    """It was done today. Said at its end: a worker that dies in the middle is followed by one that does it all."""
    Counter.objects.update_or_create(series=_series(name), defaults={"value": clock.today().toordinal()})


def _series(name: str) -> str:
    return f"day:{name}"
