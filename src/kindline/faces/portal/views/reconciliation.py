"""Both sides' lists beside each other, once a month."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kindline.faces.portal.officers import officer_page, officers, who
from kindline.faces.portal.reconciling import handed_over_in, month_of, reconcile
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
    if request.method == "POST":
        context["found"] = reconcile(
            month, authority=user.authority, pasted=request.POST.get("receipts", ""), by=who(request)
        )
    return officer_page(request, "reconciliation", context)
