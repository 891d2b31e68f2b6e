"""Notices that are out: to whom, since when, what was answered. Their text is sealed under a code we no longer have."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from kindline.faces.desk.filters import page_of
from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import casework
from kindline.services.hotline import notices_out
from kindline.services.hotline.models import Notice
from kindline.services.hotline.tables import NOTICE


@casework
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """Notices by state or by provider."""
    state = request.GET.get("state", "")
    state = state if state in NOTICE.states() else ""
    number = page_of(request.GET)
    rows, more = notices_out.notices(state=state, provider=_uuid(request.GET.get("provider", "")), page=number)
    context = {
        "place": "notices",
        "notices": rows,
        "more": more,
        "number": number,
        "state": state,
        "states": NOTICE.states(),
    }
    return desk_page(request, "desk/notices.html", context)


@casework
@require_GET
def notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """One notice, its lines by report and ordinal."""
    found = get_object_or_404(Notice.objects.select_related("provider").defer("sealed"), pk=notice)
    mails = found.replies.defer("sealed").order_by("received_at")
    context = {"place": "notices", "notice": found, "items": notices_out.items(found), "mails": mails}
    return desk_page(request, "desk/notice.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
