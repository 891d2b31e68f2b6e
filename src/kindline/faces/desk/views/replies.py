"""Mails about a notice: veiled until somebody says why, and recorded line by line by whoever read them (P9)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.lines import actions_said
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.services.hotline import notices_out, replies
from kindline.services.hotline.models import Reply


@casework
@require_GET
def reply(request: HttpRequest, reply: UUID) -> HttpResponse:
    """One mail, veiled."""
    return desk_page(request, "desk/reply.html", _about(_found(reply)))


@casework
@require_POST
def show(request: HttpRequest, reply: UUID) -> HttpResponse:
    """Lifts the veil for a reason; the form to record what it says comes with it."""
    found, reason = _found(reply), request.POST.get("reason", "")
    if reason not in phrases.READING:
        return desk_page(request, "desk/reply.html", _about(found) | {"missing": True}, status=422)
    return desk_page(request, "desk/reply.html", _shown(found, reason=reason, by=who(request)))


@casework
@require_POST
def keep(request: HttpRequest, reply: UUID) -> HttpResponse:
    """Records what a person read in it; nothing chosen means that it said nothing about any line."""
    try:
        replies.record_answer(_found(reply), actions=actions_said(request.POST), by=who(request))
    except replies.Handled:
        messages.error(request, _("Somebody else recorded this a moment ago."))
    except (replies.Unread, ValueError):
        messages.error(request, _("Read it first, and choose only what it says."))
        return redirect("reply", reply=reply)
    else:
        messages.success(request, _("Recorded, with the time at which the mail came."))
    return redirect("notice", notice=_found(reply).notice_id)


def _found(reply: UUID) -> Reply:
    return get_object_or_404(Reply.objects.select_related("notice__provider").defer("notice__sealed"), pk=reply)


def _about(found: Reply) -> dict:
    return {"place": "notices", "reply": found, "notice": found.notice, "reasons": phrases.READING}


def _shown(found: Reply, *, reason: str, by: str) -> dict:
    words = replies.read(found, reason=reason, by=by)
    return _about(found) | {"words": words, "items": notices_out.items(found.notice), "actions": phrases.ACTIONS}
