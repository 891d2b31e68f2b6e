"""Notices that are out: to whom, since when, what was answered. Their text is sealed under a code we no longer have."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.filters import page_of
from kindline.faces.desk.lines import actions_said
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.services.hotline import notices_out, replies
from kindline.services.hotline.models import Notice, ProviderForm
from kindline.services.hotline.pickup import LEFT
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
    context = {
        "place": "notices",
        "notice": found,
        "items": notices_out.items(found),
        "mails": mails,
        "form": ProviderForm.objects.filter(notice=found).defer("sealed").first(),
        "may_record": found.state in LEFT,
        "actions": phrases.ACTIONS,
        "spoken": phrases.SPOKEN,
    }
    return desk_page(request, "desk/notice.html", context)


@casework
@require_POST
def heard(request: HttpRequest, notice: UUID) -> HttpResponse:
    """What the provider said by telephone, by letter or through its form."""
    found = get_object_or_404(Notice.objects.defer("sealed"), pk=notice)
    try:
        actions = actions_said(request.POST)
        replies.record_spoken(found, actions=actions, how=request.POST.get("how", ""), by=who(request))
    except ValueError:
        messages.error(request, _("Choose how it was said, and what was said of at least one line."))
    else:
        messages.success(request, _("Recorded, with this moment."))
    return redirect("notice", notice=notice)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
