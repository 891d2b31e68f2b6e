"""Both sides' lists beside each other, once a month: compared as pasted, and as signed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from kindline.faces.portal.officers import officer_page, officers, who
from kindline.faces.portal.reconciling import handed_over_in, month_of, reconcile, signed_lists
from kindline.kernel import clock


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Ours by month; theirs pasted; the differences."""
    asked = request.POST if request.method == "POST" else request.GET
    month = month_of(asked.get("month", ""), default=clock.today())
    user: Any = request.user
    reports = list(handed_over_in(month, authority=user.authority))
    context: dict[str, Any] = {"place": "reconciliation", "month": month, "reports": reports}
    context["signed"] = signed_lists(month, authority=user.authority)
    if request.method == "POST":
        context["found"] = reconcile(
            month, authority=user.authority, pasted=request.POST.get("receipts", ""), by=who(request)
        )
    return officer_page(request, "reconciliation", context)


@officers
@require_safe
def signed_file(request: HttpRequest, month: str, whose: str) -> HttpResponse:
    """One of the three signed documents of a month, to keep: `ours`, `theirs` or `joint`."""
    user: Any = request.user
    asked = month_of(month, default=clock.today())
    signed = signed_lists(asked, authority=user.authority)
    data = getattr(signed.row, whose) if signed and whose in ("ours", "theirs", "joint") else None
    if not data:
        raise Http404
    name = f"kindline-{asked:%Y-%m}-{whose}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(data), content_type="application/json", headers=headers)
