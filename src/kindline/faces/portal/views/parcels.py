"""The officer's list, the download, and the page that opens in the browser."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kindline.faces.police import single_file
from kindline.faces.portal.officers import officer_page, officers, prove_again, who
from kindline.faces.portal.phrases import KINDS
from kindline.kernel import clock
from kindline.services.hotline.taking import AtTheDesk, take_away
from kindline.services.hotline.waiting import waiting_for


@officers
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, urgent first: numbers and days, nothing confidential."""
    rows, total = waiting_for(request.user.authority)  # type: ignore[union-attr]
    named = [(row, KINDS.get(row.kind, row.kind)) for row in rows]
    urgent = sum(row.urgent for row in rows)
    context: dict[str, Any] = {"place": "waiting", "rows": named, "total": total, "shown": len(rows), "urgent": urgent}
    return officer_page(request, "waiting", context)


@officers
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """One parcel or all, still sealed. A POST, because the log keeps who took what."""
    again = prove_again(request, back="waiting")
    if again:
        return again
    user: Any = request.user
    wanted = request.POST.get("parcel")
    try:
        data = take_away(user.authority, only=[wanted] if wanted else None, by=who(request))
    except AtTheDesk:
        raise PermissionDenied from None
    name = f"parcels-{clock.now():%Y-%m-%d-%H%M}.json"
    return HttpResponse(
        data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@officers
@require_safe
def opening(request: HttpRequest) -> HttpResponse:
    """The convenience tier: the opener's own script, here served by us."""
    again = prove_again(request, back="opening")
    if again:
        return again
    context = {
        "place": "opening",
        "token": get_token(request),
        "language": get_language(),
        "integrity": f"sha256-{single_file.digest(single_file.script())}",
    }
    return officer_page(request, "opening", context)
