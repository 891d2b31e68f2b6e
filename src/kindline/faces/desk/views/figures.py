"""Figures: the list as it was frozen, one figure counted now, the rows behind each number, and its CSV (P10)."""

import csv
import json
from io import StringIO
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import figure_pages, figure_words
from kindline.faces.desk.filters import page_of
from kindline.faces.desk.pages import desk_page, who, zone
from kindline.faces.desk.roles import supervision
from kindline.faces.ui.staff import just_proved
from kindline.kernel.audit.record import record
from kindline.kernel.figures import freezing
from kindline.kernel.figures.computing import Cell, compute, rows_of
from kindline.kernel.figures.definition import Figure
from kindline.kernel.figures.models import Snapshot
from kindline.kernel.figures.period import NoSuchPeriod, Period, period
from kindline.kernel.figures.register import figure as figure_called
from kindline.kernel.figures.register import figures as all_figures

PAGE = 50
OPENS = {"report": "envelope", "notice": "notice", "contact": "contact"}


@supervision
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure with its definition and the number that was frozen last: one query, however much there is."""
    frozen = _frozen_last()
    lines = [(one, *frozen.get(one.name, ("", "", ""))) for one in all_figures()]
    context = {"place": "figures", "lines": lines, "over": figure_pages.over()}
    return desk_page(request, "desk/figures.html", context)


def _frozen_last() -> dict[str, tuple[str, str, str]]:
    """By figure: the period frozen last, what was said, and whether its past had changed."""
    found: dict[str, tuple[str, str, str]] = {}
    kinds = {one.name: one for one in all_figures()}
    changed = Snapshot.objects.filter(figure=OuterRef("figure"), period=OuterRef("period")).exclude(flag="")
    said_of = Snapshot.objects.filter(by="", figure__in=list(kinds)).annotate(
        flagged=Subquery(changed.order_by("-as_of").values("flag")[:1])
    )
    for row in said_of.order_by("-period", "-version")[: 4 * len(kinds)]:
        total = json.loads(row.content)["total"]
        time = total.get("time") or {}
        cell = Cell("", total["n"], total["of"])
        said = figure_pages.hours(time["median"]) if time else figure_pages.said(kinds[row.figure], cell)
        found.setdefault(row.figure, (row.period, said, row.flagged or ""))
    return found


@supervision
@require_GET
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure, counted now: table, picture, definition, what it cannot say, and what was frozen of it."""
    one = _called(name)
    during, by = figure_pages.period_of(request.GET), figure_pages.division_of(one, request.GET)
    table = compute(one, during, by=by)
    context = {
        "place": "figures",
        "figure": one,
        "during": during,
        "by": by,
        "division": figure_words.DIVISIONS[by],
        "divisions": [(code, figure_words.DIVISIONS[code]) for code in one.by()],
        "periods": figure_pages.periods(),
        "table": table,
        "said": figure_pages.said(one, table.total),
        "headings": figure_pages.headings(one),
        "rows": figure_pages.rows(table),
        "bars": figure_pages.picture(table),
        "counts_some": one.kind != "count",
        "versions": Snapshot.objects.filter(figure=one.name, period=during.name, by=by).order_by("version"),
    }
    return desk_page(request, "desk/figure.html", context)


@supervision
@require_GET
def figure_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows behind one number, as metadata."""
    one, during, number = _called(name), figure_pages.period_of(request.GET), page_of(request.GET)
    by, value = _part(one, request)
    try:
        found = rows_of(one, during, by=by, value=value, only=request.GET.get("only") == "yes")
    except NoSuchPeriod:
        raise Http404 from None
    start = (number - 1) * PAGE
    held = list(found.order_by(f"-{one.on}").values_list(one.key, *one.shown)[start : start + PAGE + 1])
    context = {
        "place": "figures",
        "figure": one,
        "during": during,
        "by": by,
        "part": figure_words.part(value, by) if by else "",
        "headings": [figure_words.field(path) for path in one.shown],
        "rows": [(_place(one, key), _cells(one, cells)) for key, *cells in held[:PAGE]],
        "number": number,
        "more": len(held) > PAGE,
    }
    return desk_page(request, "desk/figure_rows.html", context)


def _part(one: Figure, request: HttpRequest) -> tuple[str, str]:
    by = request.GET.get("by", "")
    return (by, request.GET.get("value", "")) if by in one.by() else ("", "")


def _place(one: Figure, key: Any) -> str:
    return reverse(OPENS[one.opens], args=[key])


def _cells(one: Figure, cells: list[Any]) -> list[Any]:
    return [figure_words.shown(cell, path) for cell, path in zip(cells, one.shown, strict=True)]


@supervision
@require_POST
def figure_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One figure as CSV, for who proved again who they are; the leaf is committed before the first byte (P7)."""
    one = _called(name)
    during, by = figure_pages.period_of(request.POST), figure_pages.division_of(one, request.POST)
    if not just_proved(request):
        back = f"{reverse('figure', args=[name])}?{urlencode({'period': during.name, 'by': by})}"
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    with transaction.atomic(using="core"):
        record("figure.exported", subject=one.name, by=who(request), facts={"period": during.name, "by": by})
    headers = {"Content-Disposition": f'attachment; filename="kindline-{one.name}-{during.name}.csv"'}
    return HttpResponse(_csv(one, during, by), content_type="text/csv; charset=utf-8", headers=headers)


def _csv(one: Figure, during: Period, by: str) -> str:
    table, out = compute(one, during, by=by), StringIO()
    lines = csv.writer(out)
    lines.writerow(("figure", "version", "period", "by", "part", "n", "of", "median_hours", "p95_hours", "as_of"))
    for cell in (*table.cells, table.total):
        time = (cell.time.median, cell.time.p95) if cell.time else ("", "")
        part = cell.value or "whole"
        lines.writerow((one.name, one.version, during.name, by, part, cell.n, cell.of, *time, table.as_of.date()))
    return out.getvalue()


@supervision
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a period that is over."""
    try:
        made = freezing.freeze(period(request.POST.get("period", ""), zone()), by=who(request))
    except (NoSuchPeriod, freezing.NotOver):
        raise Http404 from None
    flagged = sum(bool(one.flag) for one in made)
    messages.success(
        request, _("%(n)d frozen, %(flagged)d of them changed since.") % {"n": len(made), "flagged": flagged}
    )
    return redirect("figures")


def _called(name: str) -> Figure:
    try:
        return figure_called(name)
    except KeyError:
        raise Http404 from None
