"""Asking the lines of other countries, and what they answer."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.referral_forms import OUTCOMES, AnswerForm, LineForm, ReferralForm, SaidForm
from kindline.faces.desk.roles import counselling
from kindline.faces.desk.views.search import noted, open_file, part, person, typed
from kindline.sealing.certificate import BadCertificate
from kindline.sealing.keys import BadKey
from kindline.services.missing.referring import asking
from kindline.services.missing.referring.message import NoMessage
from kindline.services.missing.referring.models import Line, Referral


@counselling
@require_http_methods(["GET", "POST"])
def referrals(request: HttpRequest, file: UUID) -> HttpResponse:
    """What we asked other lines about this file, and a new request."""
    found = open_file(file)
    form = ReferralForm(**typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            asking.refer(found, form.cleaned_data["line"], form.asked(), by=person(request))
        except NoMessage as missing:
            form.add_error(None, _("The file lacks something that the other line needs: %(what)s") % {"what": missing})
        except BadCertificate:
            form.add_error("line", _("Its certificate has ended. Ask it by telephone, and for a new one."))
        else:
            messages.success(request, _("Sent, sealed to that line. Its answer is awaited within a day."))
            return redirect("missing_referrals", file)
    rows = Referral.objects.filter(file=found).select_related("line").order_by("-sent_at")
    noted(request, "referrals.read", str(found.pk), {"rows": len(rows)})
    shown = [(row, OUTCOMES.get(row.outcome, "")) for row in rows]
    context = {"form": form, "shown": shown, "outcomes": OUTCOMES.items(), "said": SaidForm(), "answer": AnswerForm()}
    return part(request, found, "referrals", context, status=422 if form.errors else 200)


@counselling
@require_POST
def referral_said(request: HttpRequest, referral: UUID) -> HttpResponse:
    """What they said by telephone: they have it, or what came of it."""
    row = get_object_or_404(Referral, pk=referral)
    try:
        if outcome := request.POST.get("outcome", ""):
            asking.end(row, outcome=outcome, by=person(request))
        else:
            form = SaidForm(request.POST)
            if not form.is_valid():
                raise Http404
            taken, reference = form.cleaned_data["taken"] == "yes", form.cleaned_data["reference"]
            asking.acknowledge(row, taken=taken, reference=reference, by=person(request))
    except asking.NotSo:
        raise Http404 from None
    messages.success(request, _("Noted."))
    return redirect("missing_referrals", row.file_id)


@counselling
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """The lines we can seal to, a new one, and an answer that came as a file."""
    given = request.method == "POST" and "answer" in request.POST
    answer = AnswerForm(request.POST if given else None)
    form = LineForm(request.POST if request.method == "POST" and not given else None)
    if given and answer.is_valid():
        try:
            row = asking.hear(answer.cleaned_data["answer"].encode(), by=person(request))
        except (NoMessage, asking.NotSo) as problem:
            answer.add_error("answer", _("This is no answer to a request of ours: %(what)s") % {"what": problem})
        else:
            messages.success(request, _("Noted."))
            return redirect("missing_referrals", row.file_id)
    elif form.is_bound and form.is_valid():
        try:
            asking.know_line(**form.cleaned_data, by=person(request))
        except (BadCertificate, BadKey) as problem:
            form.add_error("pem", _("Mail cannot be sealed to this certificate: %(what)s") % {"what": problem})
        else:
            messages.success(request, _("Kept."))
            return redirect("lines")
    context = {"place": "missing", "form": form, "answer": answer, "shown": Line.objects.order_by("country", "name")}
    return desk_page(request, "desk/search_lines.html", context, status=422 if form.errors or answer.errors else 200)
