"""Looking through a month of reports by what is not sealed: how they came, where they stand, what became of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kindline.kernel.figures.period import Period
from kindline.services.hotline.models import Address, NoticeItem, Report
from kindline.services.hotline.queue import PAGE, Page, rows


@dataclass(frozen=True)
class Wanted:
    """What to look for in one period; empty fields narrow nothing."""

    period: Period
    state: str = ""
    channel: str = ""
    language: str = ""
    seen: str = ""
    verdict: str = ""
    outcome: str = ""
    provider: str = ""
    urgent: bool = False


def search(wanted: Wanted, *, page: int = 1) -> Page:
    """A page of reports, newest first: five queries. Bound to a period, so that no search reads everything."""
    start = (page - 1) * PAGE
    found = list(_reports(wanted).order_by("-received_hour", "-number")[start : start + PAGE + 1])
    return Page(rows=rows(found[:PAGE]), number=page, more=len(found) > PAGE)


def _reports(wanted: Wanted) -> QuerySet[Report]:
    names = ("state", "channel", "language", "seen")
    chosen: dict[str, Any] = {name: getattr(wanted, name) for name in names if getattr(wanted, name)}
    if wanted.urgent:
        chosen["urgent"] = True
    span = {"received_hour__gte": wanted.period.start, "received_hour__lt": wanted.period.until}
    found = Report.objects.filter(**span, **chosen)
    inside = {name: getattr(wanted, name) for name in ("verdict", "outcome") if getattr(wanted, name)}
    if inside:
        # Asked of each report in turn, newest first, until the page is full.
        found = found.filter(Exists(Address.objects.filter(report=OuterRef("pk"), **inside)))
    if wanted.provider:
        asked = NoticeItem.objects.filter(notice__provider__slug=wanted.provider)
        found = found.filter(pk__in=asked.values("address__report_id"))
    return found
