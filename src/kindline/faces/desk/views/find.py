"""Finding: by number or name, by what is not sealed, and whether exactly this address was reported.

What is typed travels in the body of a form and never in an address: somebody may paste what was reported (P1).
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kindline.faces.desk import figure_pages, phrases
from kindline.faces.desk.figure_words import ENDED
from kindline.faces.desk.filters import LANGUAGES, page_of
from kindline.faces.desk.pages import desk_page, local_page, who
from kindline.faces.desk.roles import casework
from kindline.kernel.directory.models import Provider
from kindline.services.hotline import lookups, queue
from kindline.services.hotline.find import Found
from kindline.services.hotline.find import find as look_for
from kindline.services.hotline.models import Lookup, Report
from kindline.services.hotline.search import Wanted, search
from kindline.services.hotline.tables import REPORT

CHOICES: dict[str, Any] = {
    "state": {state: phrases.STATES.get(state, state) for state in REPORT.states()},
    "channel": phrases.CHANNELS,
    "language": {code: code for code in LANGUAGES},
    "seen": phrases.SEEN,
    "verdict": phrases.VERDICTS,
    "outcome": ENDED,
}
PROVIDERS = 500


@casework
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Goes straight to the one thing that a number or name means, or lists what could be; a GET shows the forms."""
    if request.method == "GET":
        return _page(request, {"page": search(_wanted(request), page=page_of(request.GET)) if request.GET else None})
    hits = look_for(request.POST.get("q", ""))
    if len(hits) == 1:
        return redirect(place(hits[0]))
    return _page(request, {"hits": [(hit, place(hit)) for hit in hits], "nothing": not hits})


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in CHOICES}
    return desk_page(
        request,
        "desk/find.html",
        {
            "place": "find",
            "months": sorted((name for name in figure_pages.periods() if len(name) > 4), key=lambda name: "Q" in name),
            "choices": [(name, _names()[name], values, asked[name]) for name, values in CHOICES.items()],
            "providers": Provider.objects.order_by("name").values_list("slug", "name")[:PROVIDERS],
            "reasons": _reasons(),
            **context,
        },
        status=status,
    )


def _names() -> dict[str, str]:
    return {
        "state": _("State"),
        "channel": _("Channel"),
        "language": _("Language"),
        "seen": _("Seen on"),
        "verdict": _("Verdict"),
        "outcome": _("Outcome"),
    }


def _reasons() -> dict[str, str]:
    return {
        "caller": _("somebody asks about it"),
        "authority": _("an authority asks"),
        "check": _("to check an entry"),
    }


def _wanted(request: HttpRequest) -> Wanted:
    asked = {name: request.GET.get(name, "") for name in CHOICES}
    known = {name: value for name, value in asked.items() if value in CHOICES[name]}
    period = figure_pages.month_of(request.GET)
    slug = request.GET.get("provider", "")[:80]
    return Wanted(period, **known, provider=slug, urgent=request.GET.get("urgent") == "yes")


@casework
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Seal the address to the index worker; it is neither stored nor shown again."""
    try:
        row = lookups.ask(request.POST.get("address", ""), reason=request.POST.get("reason", ""), by=who(request))
    except lookups.NotAnAddress:
        return _page(request, {"unreadable": True}, status=422)
    except lookups.TooMany:
        return _page(request, {"too_many": True}, status=429)
    return redirect("find_answer", row.pk)


@casework
@require_GET
def answer(request: HttpRequest, lookup: UUID) -> HttpResponse:
    """What the worker found, for who asked; a part of the page for htmx, which asks until it is there."""
    row = get_object_or_404(Lookup, pk=lookup, asked_by=who(request))
    held = {str(report.pk): report for report in Report.objects.filter(pk__in=row.reports)}
    rows = queue.rows([held[report] for report in row.reports if report in held])
    context = {"place": "find", "lookup": row, "rows": rows, "unshown": row.times - len(rows)}
    if getattr(request, "htmx", False):
        return local_page(request, "desk/lookup.html", context)
    return desk_page(request, "desk/find_answer.html", context)


def place(hit: Found) -> str:
    """The page of a hit."""
    if hit.kind == "notice":
        return reverse("notice", args=[hit.id])
    if hit.kind == "provider":
        return reverse("provider", args=[hit.id])
    return reverse("envelope", args=[hit.id])
