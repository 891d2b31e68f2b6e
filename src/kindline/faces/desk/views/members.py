"""Member hotlines: what is to be entered there, the reference brought back, and the directory of who they are."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kindline.faces.desk import opening
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import ANALYST, abroad, analysts, supervision
from kindline.faces.ui.staff import just_proved
from kindline.kernel import clock
from kindline.kernel.directory import members as directory
from kindline.kernel.directory.shipped import Member
from kindline.kernel.people.models import User
from kindline.services.hotline import member_hands, transfers
from kindline.services.hotline.models import Dossier

OUTCOMES = ("removed", "investigating", "no_action")


@abroad
@require_GET
def transfers_out(request: HttpRequest) -> HttpResponse:
    """What waits to be entered at a member hotline, and what they still owe an answer about."""
    return desk_page(request, "desk/members.html", {"place": "members", "rows": list(member_hands.open_ones()[:200])})


@abroad
@require_GET
def transfer(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One of them: opened by an analyst's own key in this page; the reference and the answer are noted below."""
    row = get_object_or_404(member_hands.open_ones(), pk=dossier)
    # Asked before the page and not in the middle of it: who opens it has proved again who they are.
    return (_prove(request, row.pk) if _is_analyst(request) else None) or _page(request, row)


def _page(request: HttpRequest, row: Dossier, *, status: int = 200, **more: object) -> HttpResponse:
    member = directory.in_force().members.get(row.country)
    context = {"place": "members", "row": row, "member": member, "outcomes": OUTCOMES, "csrf": get_token(request),
               "channels": transfers.CHANNELS["member"], "integrity": opening.integrity("transferring")}  # fmt: skip
    return desk_page(request, "desk/member.html", context | more, status=status)


def _prove(request: HttpRequest, dossier: UUID) -> HttpResponse | None:
    if just_proved(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?next={reverse('member', args=[dossier])}")


def _is_analyst(request: HttpRequest) -> bool:
    return request.user.has_role(ANALYST)  # type: ignore[union-attr]


@analysts
@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """The opener's scripts with this page's own after them."""
    return HttpResponse(opening.script("transferring"), content_type="text/javascript; charset=utf-8")


@analysts
@require_POST
def hand_out(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The sealed dossier; the log has it before a byte leaves."""
    if again := _prove(request, dossier):
        return again
    user = User.objects.get(username=request.user.get_username())
    try:
        return HttpResponse(member_hands.hand_out(dossier, by=user), content_type="application/json")
    except (transfers.NotNow, Dossier.DoesNotExist):
        words = _("This is not handed out now. Look at the list again.")
        return JsonResponse({"stop": "not_now", "words": words}, status=409)


@abroad
@require_POST
def bring_back(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The reference number that the member hotline gave."""
    row = get_object_or_404(member_hands.open_ones(), pk=dossier)
    reference, channel = request.POST.get("reference", "").strip(), request.POST.get("channel", "")
    try:
        transfers.bring_back(row.pk, reference=reference, channel=channel, by=who(request))
    except transfers.NotNow:
        messages.error(request, _("This cannot be noted now, or not any more. Look again."))
    except ValueError:
        return _page(request, row, status=422, bad_reference=True, reference=reference[:28])
    else:
        messages.success(request, _("Noted. A clock runs for their answer."))
    return redirect("members")


@abroad
@require_POST
def hear(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """What the member hotline said."""
    row = get_object_or_404(member_hands.open_ones(), pk=dossier)
    try:
        transfers.hear(row.pk, outcome=request.POST.get("outcome", ""), by=who(request))
    except transfers.NotNow:
        messages.error(request, _("This cannot be noted now, or not any more. Look again."))
    except ValueError:
        return _page(request, row, status=422, no_outcome=True)
    else:
        messages.success(request, _("Noted. The record says who, when and what."))
    return redirect("members")


@abroad
@require_GET
def countries(request: HttpRequest) -> HttpResponse:
    """The directory: every country with a member hotline, its source, and whether a person of ours confirmed it."""
    listed = directory.in_force()
    context = {"place": "countries", "rows": list(listed.members.values()), "version": listed.version[:12]}
    return desk_page(request, "desk/countries.html", context)


@supervision
@require_http_methods(["GET", "POST"])
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country's entry: confirmed, changed or ended by a supervisor, with the source and the reason."""
    code = code.upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise Http404
    known = directory.in_force().members.get(code)
    entry = known or Member(code, "", "", None, "", clock.today())
    context = {"place": "countries", "known": known, "entry": entry}
    if request.method == "GET":
        return desk_page(request, "desk/country.html", context)
    said = _said(request, entry)
    try:
        ends = request.POST.get("member") == "no"
        directory.change(said, member_now=not ends, reason=request.POST.get("reason", "").strip(), by=who(request))
    except directory.NotAMember:
        return desk_page(request, "desk/country.html", context | {"entry": said, "wrong": True}, status=422)
    messages.success(request, _("Noted. Earlier decisions keep the list they were made with."))
    return redirect("countries")


def _said(request: HttpRequest, entry: Member) -> Member:
    hotline, contact, source = (request.POST.get(name, "").strip()[:120] for name in ("hotline", "contact", "source"))
    number = request.POST.get("iccam", "").strip()
    iccam = int(number) if number.isdecimal() and len(number) < 6 else None
    return replace(entry, hotline=hotline, contact=contact, source=source, iccam=iccam, seen=clock.today())
