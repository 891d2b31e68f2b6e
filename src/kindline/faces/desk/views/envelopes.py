"""Envelopes: their queues and the line of each. Nobody here can open one."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from io import StringIO
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.filters import LANGUAGES, filters_of, page_of
from kindline.faces.desk.pages import desk_page, local_page, title_of, who
from kindline.faces.desk.roles import anybody, casework
from kindline.faces.ui.staff import just_proved
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.sealing.errors import SealingError
from kindline.services.hotline import duty
from kindline.services.hotline.line import line_of
from kindline.services.hotline.models import Report
from kindline.services.hotline.queue import QUEUES, Filters, Row, waiting

EXPORT_PAGE, EXPORT_PAGES = 500, 10
FIRST_PAGES = {"installer": "log", "analyst": "assessment", "counsellor": "contacts"}


@anybody
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is due first."""
    first = FIRST_PAGES.get(request.user.role)  # type: ignore[union-attr]
    return redirect(first) if first else redirect("queue", name="late")


@casework
@require_GET
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One queue as a table of metadata."""
    title, hint = _titles(name)
    filters = filters_of(request.GET)
    context = {
        "queue": name,
        "title": title,
        "hint": hint,
        "filters": filters,
        "narrowed": replace(filters, sort="due") != Filters(),
        "page": waiting(name, filters=filters, page=page_of(request.GET)),
        "languages": LANGUAGES,
        "seen_choices": phrases.SEEN,
    }
    return desk_page(request, "desk/queue.html", context)


@casework
@require_GET
def envelope(request: HttpRequest, report: UUID) -> HttpResponse:
    """The line of one envelope: a part of the page for htmx, a page of its own otherwise."""
    try:
        line = line_of(report)
    except Report.DoesNotExist:
        raise Http404 from None
    context = {"line": line, "keys": [(key, _key_roles().get(key, "")) for key in line.keys], "ring": duty.open_ring()}
    part = getattr(request, "htmx", False)
    return local_page(request, "desk/line.html" if part else "desk/envelope.html", context)


def _key_roles() -> dict[str, str]:
    try:
        authorities = active().authorities.values()
    except (OSError, SealingError):
        return {}
    return {
        str(key.sealing.key_id): f"{authority.name}, {key.role}" for authority in authorities for key in authority.keys
    }


@casework
@require_POST
def export(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """The queue as CSV, for who proved again who they are; the log's leaf is committed before the first byte (P7)."""
    _titles(name)
    narrowed = request.POST.copy()
    narrowed.pop("csrfmiddlewaretoken", None)
    back = f"{reverse('queue', args=[name])}?{narrowed.urlencode()}"
    if not just_proved(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    filters = filters_of(request.POST)
    asked = hashlib.sha256(repr(asdict(filters)).encode()).hexdigest()
    with transaction.atomic(using="core"):
        record("queue.exported", subject=name, by=who(request), facts={"filters_sha256": asked})
    pages = (waiting(name, filters=filters, page=n, size=EXPORT_PAGE) for n in range(1, EXPORT_PAGES + 1))
    rows = (row for page in _until_last(pages) for row in page.rows)
    headers = {"Content-Disposition": f'attachment; filename="kindline-{name}.csv"'}
    return StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _until_last(pages: Iterator) -> Iterator:
    for page in pages:
        yield page
        if not page.more:
            return


def _lines(rows: Iterator[Row]) -> Iterator[str]:
    yield _line(("number", "received", "channel", "language", "seen", "urgent", "addresses", "state", "times", "due"))
    for row in rows:
        times = row.corroboration.times if row.corroboration else 1
        due = row.clock.due.isoformat(timespec="minutes") if row.clock else ""
        received = row.received.isoformat(timespec="hours")
        yield _line(
            (
                row.number,
                received,
                row.channel,
                row.language,
                row.seen,
                row.urgent,
                row.addresses,
                row.state,
                times,
                due,
            )
        )


def _line(cells: tuple) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _titles(name: str) -> tuple:
    if name not in QUEUES:
        raise Http404
    return title_of(name)
