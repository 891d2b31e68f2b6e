"""Providers pick notices up, acknowledge and say what they did. Only a POST acts; no code is ever in a URL."""

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindline.faces.portal.forms import GenuineForm, PickUpForm, actions_in
from kindline.faces.portal.phrases import ACTIONS
from kindline.faces.ui.language import language_of
from kindline.faces.ui.staff import public
from kindline.services.hotline import check_codes, lettering, pickup
from kindline.services.hotline.writing.pdf import as_pdf
from kindline.services.hotline.writing.text import head_of

REFUSED = 403


def spoken(view: Callable[..., HttpResponse]) -> Any:
    """A page for everyone in the language of its address.

    No cookie and no session: what authorises is the code in the body, which another site cannot know.
    """

    @public
    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, language: str) -> HttpResponse:
        with translation.override(language):
            response = view(request)
            response.headers["Content-Language"] = language
            return response

    return inside


@public
@require_safe
def to_language(request: HttpRequest) -> HttpResponse:
    """`/pick-up/` and `/genuine/` without a language."""
    return redirect(f"/{language_of(request)}{request.path_info}")


@spoken
@require_http_methods(["GET", "HEAD", "POST"])
def pick_up(request: HttpRequest) -> HttpResponse:
    """The form; with the right three, the notice."""
    if request.method != "POST":
        return ask(request, PickUpForm())
    return entered(request, lambda **_key: "")


@spoken
@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """The provider has read it."""

    def work(**key: str) -> str:
        pickup.acknowledge(**key)
        return _("Thank you. We have noted that you have read this notice.")

    return entered(request, work)


@spoken
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """What the provider did, per line; lines without an answer stay open."""

    def work(**key: str) -> str:
        pickup.act(**key, actions=actions_in(request.POST.dict()))
        return _("Thank you. We have noted what you did.")

    return entered(request, work)


def entered(request: HttpRequest, work: Callable[..., str]) -> HttpResponse:
    """Do what was asked and show the notice; anything wrong gets one and the same answer."""
    form = PickUpForm(request.POST)
    if not form.is_valid():
        return ask(request, form, status=422)
    key = {name: form.cleaned_data[name] for name in ("code", "factor")}
    try:
        said = work(number=form.cleaned_data["number"], **key)
        notice = pickup.open_notice(form.cleaned_data["number"], **key)
    except pickup.Refused:
        form.add_error(None, _("That did not match, or it was tried too often. Wait 15 minutes and try again."))
        return ask(request, form, status=REFUSED)
    except ValueError:
        form.add_error(None, _("One of the lines or answers does not belong to this notice."))
        return ask(request, form, status=422)
    return show(request, notice, code=key["code"], said=said)


def ask(request: HttpRequest, form: PickUpForm, *, status: int = 200) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": "refused" if status == REFUSED else "incomplete"}, status=status)
    return render(request, "portal/pick_up.html", languages(request) | {"form": form}, status=status)


def show(request: HttpRequest, notice: pickup.OpenedNotice, *, code: str, said: str) -> HttpResponse:
    if wants_json(request):
        xarf = {line: json.loads(report) for line, report in notice.reports.items()}
        return JsonResponse({"state": notice.state, "notice": notice.machine, "text": notice.text, "xarf": xarf})
    machine = json.dumps(notice.machine, ensure_ascii=False, indent=1)
    context = {
        "notice": notice,
        "about": head_of(notice.letter),
        "code": code,
        "said": said,
        "machine": machine,
        "machine_link": as_link(machine.encode(), "application/json"),
        "xarf_links": {line: as_link(report, "application/json") for line, report in notice.reports.items()},
        "pdf_link": as_link(as_pdf(notice.letter), "application/pdf"),
        "actions": ACTIONS.items(),
        "acknowledged": notice.state in ("acknowledged", "acted", "closed"),
    }
    return render(request, "portal/notice.html", languages(request) | context)


def as_link(data: bytes, kind: str) -> str:
    """The file inside its own link: nothing is kept on our side, and no address of ours leads to it."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


@spoken
@require_http_methods(["GET", "HEAD", "POST"])
def genuine(request: HttpRequest) -> HttpResponse:
    """Is notice N with check code C ours? Yes or no; the answer names nobody and nothing."""
    form = GenuineForm(request.POST or None)
    context = languages(request) | {"form": form, "sender": lettering.sender()}
    if request.method == "POST" and form.is_valid():
        context["answer"] = check_codes.is_genuine(form.cleaned_data["number"], form.cleaned_data["check_code"])
        if wants_json(request):
            return JsonResponse({"genuine": context["answer"]})
    return render(request, "portal/genuine.html", context, status=422 if form.errors else 200)


def wants_json(request: HttpRequest) -> bool:
    return request.META.get("HTTP_ACCEPT", "") == "application/json"


def languages(request: HttpRequest) -> dict[str, Any]:
    """The same page in the other languages; after a POST, its form."""
    page = "genuine" if "/genuine/" in request.path_info else "pick-up"
    return {"page": page, "spoken": translation.get_language(), "names": settings.LANGUAGES}
