"""The contact book of abuse desks: whom we write to, how, what is known of them, and how they have answered."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.filters import LANGUAGES, page_of
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import SUPERVISOR, casework, supervision
from kindline.faces.ui.staff import just_proved
from kindline.kernel.audit.record import record
from kindline.kernel.directory import book
from kindline.kernel.directory.models import Provider, Standing
from kindline.services.hotline import contact_book
from kindline.services.hotline.score import ScoreCard, score_card

PAGE = 50
HISTORY = 100
FIELDS = ("name", "mailbox", "language", "way", "form_url", "forwards_to_customer", "forwards_source", "standing")


@casework
@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """Everybody in the book by name, narrowed to a standing."""
    asked, number = request.GET.get("standing", ""), page_of(request.GET)
    standing = asked if asked in Standing.values else ""
    found = Provider.objects.filter(standing=standing) if standing else Provider.objects.all()
    start = (number - 1) * PAGE
    rows = list(found.defer("factor").order_by("name", "slug")[start : start + PAGE + 1])
    context = {"place": "providers", "rows": rows[:PAGE], "more": len(rows) > PAGE, "number": number}
    return desk_page(request, "desk/providers.html", context | {"standing": standing, "standings": Standing.values})


@casework
@require_GET
def provider(request: HttpRequest, provider: UUID) -> HttpResponse:
    """One entry with its score card and its history."""
    found = _found(provider)
    context = {
        "place": "providers",
        "provider": found,
        "score": score_card(found.pk),
        "changes": found.changes.order_by("-at")[:HISTORY],
        "may_edit": request.user.role == SUPERVISOR,  # type: ignore[union-attr]
    }
    return desk_page(request, "desk/provider.html", context)


@supervision
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, provider: UUID) -> HttpResponse:
    """Change an entry, with the reason or the evidence for it."""
    found = _found(provider)
    said = request.POST if request.method == "POST" else {name: getattr(found, name) for name in FIELDS}
    context: dict[str, Any] = {
        "place": "providers",
        "provider": found,
        "said": {name: said.get(name, "") for name in (*FIELDS, "evidence")},
        "choices": _choices(found),
        "longest": book.LONGEST,
    }
    if request.method == "POST":
        changes = {name: request.POST[name].replace("\x00", "") for name in FIELDS if name in request.POST}
        evidence = request.POST.get("evidence", "").replace("\x00", "")
        try:
            contact_book.edit(found, to=changes, evidence=evidence, by=who(request))
        except book.Refused as refused:
            problem = {"wrong": refused.code, "says": phrases.BOOK_FAULTS[refused.code]}
            return desk_page(request, "desk/provider_edit.html", context | problem, status=422)
        messages.success(request, _("Changed. The history says who, when and why."))
        return redirect("provider", provider=found.pk)
    return desk_page(request, "desk/provider_edit.html", context)


def _choices(found: Provider) -> dict[str, list[tuple[str, Any]]]:
    # Verified is what a telephone call makes of it, on the task's own page.
    standings = [code for code in Standing.values if code != Standing.VERIFIED or code == found.standing]
    return {
        "language": [(code, code) for code in LANGUAGES],
        "way": list(phrases.REACHED.items()),
        "forwards_to_customer": list(phrases.FORWARDS.items()),
        "standing": [(code, phrases.STATES[code]) for code in standings],
    }


@supervision
@require_POST
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The book with its score cards as CSV, without mailboxes or addresses; the leaf is committed first (P7)."""
    if not just_proved(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('providers')})}")
    with transaction.atomic(using="core"):
        record("book.exported", subject="providers", by=who(request))
    headers = {"Content-Disposition": 'attachment; filename="kindline-providers.csv"'}
    return StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8", headers=headers)


COLUMNS = (
    "provider", "name", "language", "way", "standing", "forwards_to_customer", "notices", "lines",
    "hours_to_acknowledge", "acknowledged_n", "hours_to_remove", "removed_n", "refused", "refused_of",
    "unanswered", "unanswered_of",
)  # fmt: skip


def _lines() -> Iterator[str]:
    yield _line(COLUMNS)
    for row in Provider.objects.defer("factor", "mailbox", "form_url").order_by("name", "slug").iterator():
        known = (row.slug, row.name, row.language, row.way, row.standing, row.forwards_to_customer)
        yield _line((*known, *_scores(score_card(row.pk))))


def _scores(card: ScoreCard) -> tuple[object, ...]:
    spans = [
        (round(one.length.total_seconds() / 3600, 1) if one.length else "", one.n)
        for one in (card.acknowledging, card.removing)
    ]
    shares = [(one.part, one.whole) for one in (card.refused, card.unanswered)]
    return (card.notices, card.lines, *(cell for pair in (*spans, *shares) for cell in pair))


def _line(cells: tuple[object, ...]) -> str:
    out = StringIO()
    # A spreadsheet would run a cell that begins like a formula.
    safe = [f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in cells]
    csv.writer(out).writerow(safe)
    return out.getvalue()


def _found(provider: UUID) -> Provider:
    return get_object_or_404(Provider.objects.defer("factor"), pk=provider)
