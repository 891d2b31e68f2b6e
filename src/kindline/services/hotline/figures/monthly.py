"""The month that ended is frozen by the worker, once: what was said of it can be shown for ever (P10)."""

from zoneinfo import ZoneInfo

from kindline.kernel import clock
from kindline.kernel.figures.freezing import freeze
from kindline.kernel.figures.models import Snapshot
from kindline.kernel.figures.period import month_before
from kindline.kernel.mandate.active import active
from kindline.services.hotline.models import Report


def freeze_last_month() -> int:
    """Freeze the month before this one, unless that was done or nobody reported anything yet; how many snapshots."""
    month = month_before(clock.now(), ZoneInfo(active().zone))
    if Snapshot.objects.filter(period=month.name).exists():
        return 0
    if not Report.objects.filter(received_hour__lt=month.until).exists():
        return 0
    return len(freeze(month, by="worker"))
