"""The monthly lists of both sides, with both signatures and what differs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import casework
from kindline.sealing.errors import SealingError
from kindline.services.hotline import reconciling
from kindline.services.hotline.models import Reconciliation, Report

SHOWN = 36


@casework
@require_GET
def reconciliations(request: HttpRequest) -> HttpResponse:
    """The months of the last three years, newest first."""
    rows = Reconciliation.objects.defer("ours", "theirs", "joint").order_by("-month", "authority")[:SHOWN]
    context = {"place": "reconciliations", "rows": [(row, reconciling.differing(row)) for row in rows]}
    return desk_page(request, "desk/reconciliations.html", context)


@casework
@require_GET
def month(request: HttpRequest, lists: UUID) -> HttpResponse:
    """One month: who signed what, whether our own signature still holds, and each difference."""
    row = get_object_or_404(Reconciliation, pk=lists)
    numbers = dict(Report.objects.filter(pk__in=row.missing).values_list("pk", "number"))
    context = {
        "place": "reconciliations",
        "row": row,
        "differ": reconciling.differing(row),
        "verified": _verified(row),
        "missing": [(one, numbers.get(UUID(one))) for one in row.missing],
    }
    return desk_page(request, "desk/reconciliation.html", context)


def _verified(row: Reconciliation) -> bool:
    try:
        reconciling.listed(row)
    except SealingError:
        return False
    return True
