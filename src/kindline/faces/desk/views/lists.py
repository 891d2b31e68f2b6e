"""Lists of assessments: asked for by one supervisor, agreed by another, taken once."""

import csv
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk.assessment_words import LIST_REASONS
from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import supervision
from kindline.faces.ui.staff import just_proved
from kindline.kernel import clock
from kindline.services.hotline.assessment import exporting
from kindline.services.hotline.assessment.models import ListExport


@supervision
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """What was asked for lately, by whom, and who agreed."""
    rows = [(row, LIST_REASONS[row.reason]) for row in exporting.open_exports()]
    context: dict[str, Any] = {"place": "lists", "rows": rows, "reasons": LIST_REASONS, "month": clock.today()}
    return desk_page(request, "desk/lists.html", context)


@supervision
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the list of a month."""
    try:
        exporting.ask(
            month=_month(request.POST.get("month", "")), reason=request.POST.get("reason", ""), by=_who(request)
        )
        messages.success(request, _("Asked. Another supervisor must agree."))
    except (exporting.FourEyes, ValueError):
        messages.error(request, _("Say which month and why."))
    return redirect("assessment_lists")


@supervision
@require_POST
def agree(request: HttpRequest, export: UUID) -> HttpResponse:
    """The second pair of eyes."""
    try:
        exporting.agree(get_object_or_404(ListExport, pk=export), by=_who(request))
        messages.success(request, _("Agreed. Your colleague can take it once, within a day."))
    except exporting.FourEyes:
        messages.error(request, _("Another supervisor than the one who asked must agree."))
    return redirect("assessment_lists")


@supervision
@require_POST
def take(request: HttpRequest, export: UUID) -> HttpResponse:
    """The list as CSV, once, for who asked and proved again who they are."""
    if not just_proved(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('assessment_lists')})}")
    asked = get_object_or_404(ListExport, pk=export)
    try:
        rows = exporting.take(asked, by=_who(request))
    except exporting.FourEyes:
        messages.error(request, _("It was not agreed, was taken already, or is too late. Ask again."))
        return redirect("assessment_lists")
    out = StringIO()
    csv.writer(out).writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="kindline-assessments-{asked.month:%Y-%m}.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _who(request: HttpRequest) -> Any:
    return request.user
