"""Requests for providers with a form of their own: shown for a reason, plain only to be copied, and the reference."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.services.hotline import forms
from kindline.services.hotline.models import Notice, ProviderForm


@casework
@require_GET
def form(request: HttpRequest, notice: UUID) -> HttpResponse:
    """One request, veiled."""
    return desk_page(request, "desk/form.html", _about(_found(notice)))


@casework
@require_POST
def show(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Lifts the veil for a reason: defanged first, plain by a second act."""
    found, reason = _found(notice), request.POST.get("reason", "")
    if reason not in phrases.PASTING:
        return desk_page(request, "desk/form.html", _about(found) | {"missing": True}, status=422)
    plain = request.POST.get("plain") == "yes"
    try:
        shown = forms.show(found, reason=reason, plain=plain, by=who(request))
    except forms.NotReady:
        messages.error(request, _("There is nothing to paste any more. Look again."))
        return redirect("notice", notice=notice)
    return desk_page(request, "desk/form.html", _about(found) | {"shown": shown, "plain": plain, "reason": reason})


@casework
@require_POST
def sent(request: HttpRequest, notice: UUID) -> HttpResponse:
    """It was pasted; the reference that the form gave is kept."""
    found = _found(notice)
    try:
        if found.form.sent_at:
            forms.asked_again(found, by=who(request))
        else:
            forms.sent(found, reference=request.POST.get("reference", "").replace("\x00", ""), by=who(request))
    except forms.NotReady:
        messages.error(request, _("There is nothing to paste any more. Look again."))
    except ValueError:
        return desk_page(request, "desk/form.html", _about(found) | {"no_reference": True}, status=422)
    else:
        messages.success(request, _("Kept. The provider's clocks run from now on."))
    return redirect("notice", notice=notice)


def _found(notice: UUID) -> Notice:
    ready = ProviderForm.objects.values("notice")
    return get_object_or_404(Notice.objects.select_related("provider", "form").defer("sealed"), pk=notice, pk__in=ready)


def _about(found: Notice) -> dict:
    return {"place": "notices", "notice": found, "form": found.form, "reasons": phrases.PASTING}
