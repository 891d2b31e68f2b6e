"""Asking the public, at the desk: drafted, agreed by four, published, and every place taken down again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kindline.faces.desk import search_words
from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import counselling
from kindline.faces.desk.search_forms import AgreedForm, AlertForm, AppealForm, HelperForm, SpotForm
from kindline.faces.desk.views.search import local_valid, noted, open_file, part, person, typed, who
from kindline.faces.ui.body import accepts
from kindline.kernel import clock
from kindline.kernel.procedure.table import IllegalMove
from kindline.services.missing.cap.alert import NotNow
from kindline.services.missing.facts import BadFacts
from kindline.services.missing.poster.writing import SHAPES, sheet_pdf, sheet_png
from kindline.services.missing.publishing import alerting, appealing, mirroring, portraits, spots
from kindline.services.missing.publishing.models import Alert, Appeal, Helper, Portrait, Spot
from kindline.services.missing.words import LANGUAGES

PICTURE = "application/octet-stream"
# Where no portrait may be shown, a poster shows a plain outline.
NOBODY = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 150"><rect width="120" height="150" fill="#e4e7e9"/>'
    b'<circle cx="60" cy="58" r="26" fill="#9aa3a9"/>'
    b'<path d="M12 150c0-34 22-54 48-54s48 20 48 54z" fill="#9aa3a9"/></svg>'
)


@counselling
@require_http_methods(["GET", "POST"])
def appeals(request: HttpRequest, file: UUID) -> HttpResponse:
    """Appeals and alerts of a file, its portraits, and the form of a new appeal."""
    found = open_file(file)
    usable = list(found.portraits.filter(may_publish=True, quarantined=False).order_by("-given_at"))
    form = AppealForm(**typed(request), portraits=usable)
    if request.method == "POST" and local_valid(form):
        data = form.cleaned_data
        picture = next((one for one in usable if str(one.pk) == data["portrait"]), None)
        try:
            row = appealing.draft(
                found, form.said(), levels=data["levels"], regions=data["regions"], portrait=picture, by=person(request)
            )
        except (BadFacts, appealing.NotSo) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("missing_appeal", row.pk)
    context = {
        "form": form,
        "shown": [_row(row) for row in found.appeals.order_by("-made_at")],
        "portraits": found.portraits.order_by("-given_at"),
        "alerts": found.alerts.order_by("-sent_at"),
        "running": alerting.current(found),
    }
    return part(request, found, "appeals", context, status=422 if form.errors else 200)


@counselling
@require_GET
def appeal(request: HttpRequest, appeal: UUID) -> HttpResponse:
    return _appeal(request, get_object_or_404(Appeal.objects.select_related("file"), pk=appeal))


def _appeal(request: HttpRequest, row: Appeal, *, status: int = 200, **more: Any) -> HttpResponse:
    noted(request, "appeal.read", str(row.pk), {})
    facts = appealing.facts_of(row) if row.sealed else None
    there = {one.party: one for one in row.approvals.filter(withdrawn_at=None)}
    parties = [(code, words, there.get(code), appealing.said_by(there[code]) if code in there else None)
               for code, words in search_words.PARTIES.items()]  # fmt: skip
    tongue = get_language() if get_language() in LANGUAGES else "en"
    context = {
        "one": _row(row),
        "facts": facts,
        "place_words": facts.place[tongue] if facts else "",
        "parties": parties,
        "lacking": [search_words.PARTIES[code] for code in appealing.lacking(row)],
        "spots": [
            (spot, {"name": search_words.PLACES[spot.channel], "ours": spot.channel in spots.OURS})
            for spot in row.spots.select_related("helper").order_by("put_up_at")
        ],
        "agreed": AgreedForm(),
        "spot_form": SpotForm(),
        "alert_form": AlertForm(),
        "running": alerting.current(row.file),
        "page": appealing.page_of(row.slug).replace("{language}", tongue),
        "shapes": search_words.SHAPES.items(),
        "languages": row.languages,
    }
    return part(request, row.file, "appeal", context | more, status=status)


@counselling
@require_POST
def agree(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """One party's word, with who gave it."""
    row, form = _one(appeal), AgreedForm(request.POST)
    if not form.is_valid():
        return _appeal(request, row, status=422, agreed=form)
    try:
        appealing.agree(row, form.cleaned_data["party"], form.agreed(), by=person(request))
    except appealing.NotSo:
        messages.error(request, _("This appeal has ended."))
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def withdraw(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """A word is taken back; a live appeal ends with it."""
    try:
        row = appealing.withdraw(_one(appeal), request.POST.get("party", ""), by=person(request))
    except appealing.NotSo:
        raise Http404 from None
    mirroring.bring(row)
    messages.success(request, _("Withdrawn. What was published is being taken down."))
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def publish(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Live, once all four agree."""
    try:
        row = appealing.publish(_one(appeal), by=person(request))
    except appealing.NotAgreed as lacking:
        names = ", ".join(str(search_words.PARTIES[code]) for code in lacking.missing)
        messages.error(request, _("Not published: %(names)s did not agree yet.") % {"names": names})
    except appealing.NoGuardian:
        messages.error(request, _("Not published: a migrant minor needs a guardian’s word."))
    except (appealing.NotSo, IllegalMove):
        row = _one(appeal)
        if row.state == "live":
            # Published already, and the copy did not get there: the same button brings it.
            mirroring.bring(row)
        else:
            messages.error(request, _("Not published: the file or the appeal has ended."))
    else:
        mirroring.bring(row)
        messages.success(request, _("It is live."))
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def end(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Over: our page dies now, everybody else is asked."""
    try:
        row = appealing.end(_one(appeal), why="ended", by=person(request))
    except IllegalMove:
        raise Http404 from None
    mirroring.bring(row)
    messages.success(request, _("Ended. Our own pages are gone; whoever put it up elsewhere is asked to take it down."))
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def spot(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """One more place where it stands."""
    row, form = _one(appeal), SpotForm(request.POST)
    if not form.is_valid():
        return _appeal(request, row, status=422, spot_form=form)
    data = form.cleaned_data
    spots.put_up(
        row, channel=data["channel"], place=data["place"], language=data["language"], helper=data["helper"],
        proof=data["proof"], by=who(request),
    )  # fmt: skip
    messages.success(request, _("In the ledger."))
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def spot_down(request: HttpRequest, spot: UUID) -> HttpResponse:
    """Gone there: seen by somebody, or only said."""
    found = get_object_or_404(Spot, pk=spot)
    try:
        spots.took_down(found, confirmed=request.POST.get("confirmed", ""), by=who(request))
    except spots.NotSo:
        raise Http404 from None
    back = "takedowns" if request.POST.get("back") == "list" else "missing_appeal"
    return redirect("takedowns") if back == "takedowns" else redirect(back, found.appeal_id)


@counselling
@require_GET
def takedowns(request: HttpRequest) -> HttpResponse:
    """Every place where an ended appeal still stands, or is only said to be gone: longest first."""
    rows = Spot.objects.filter(appeal__state="ended").exclude(confirmed="seen").select_related("appeal", "helper")
    shown = [(row, search_words.PLACES[row.channel]) for row in rows.order_by("recalled_at")[:200]]
    return desk_page(request, "desk/search_takedowns.html", {"place": "missing", "shown": shown})


@counselling
@require_http_methods(["GET", "POST"])
def helpers(request: HttpRequest) -> HttpResponse:
    """Volunteers and poster partners, by area."""
    form = HelperForm(**typed(request))
    if request.method == "POST" and form.is_valid():
        Helper.objects.create(since=clock.today(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("helpers")
    rows = Helper.objects.filter(ended_on=None).order_by("area", "name")
    context = {"place": "missing", "form": form, "shown": rows}
    return desk_page(request, "desk/search_helpers.html", context, status=422 if form.errors else 200)


@counselling
@require_POST
@accepts(PICTURE, limit=portraits.MOST_BYTES + 1)
def portrait_give(request: HttpRequest, file: UUID) -> HttpResponse:
    """A portrait from the desk's own script: bytes alone, made anew before it is kept (`publishing.portraits`)."""
    found, said = open_file(file), request.GET
    data = request.read(portraits.MOST_BYTES + 1)
    try:
        if said.get("intimate") == "yes":
            portraits.quarantine(found, data, by=person(request))
            return JsonResponse({"said": _("Sealed to the police, unseen. Nobody here can open it.")})
        portraits.keep(
            found, data, taken_on=said.get("taken", ""), may_publish=said.get("publish") == "yes",
            aged=said.get("aged") == "yes", by=person(request),
        )  # fmt: skip
    except portraits.NoPicture as refused:
        return JsonResponse({"said": str(search_words.NO_PICTURE[refused.code])}, status=422)
    except portraits.NoCertificate:
        text = _("There is no certificate of the police to seal it to. Keep nothing; ask the police to collect it.")
        return JsonResponse({"said": text}, status=409)
    return JsonResponse({"said": _("Kept.")})


@counselling
@require_GET
def portrait(request: HttpRequest, portrait: UUID) -> HttpResponse:
    """The picture itself, for the pages of its file; one sealed to the police is given as a file they alone open."""
    row = get_object_or_404(Portrait.objects.select_related("file"), pk=portrait)
    open_file(row.file_id)
    noted(request, "portrait.read", str(row.pk), {"quarantined": row.quarantined})
    if row.quarantined:
        head = {"Content-Disposition": f'attachment; filename="{row.pk}.p7m"'}
        return HttpResponse(bytes(row.sealed), content_type="application/pkcs7-mime", headers=head)
    return HttpResponse(portraits.opened(row), content_type="image/jpeg")


@counselling
@require_GET
def sheet(request: HttpRequest, appeal: UUID, shape: str, language: str, kind: str) -> HttpResponse:
    """Poster or card in one language, as PDF or PNG."""
    row = _one(appeal)
    if shape not in SHAPES or language not in LANGUAGES or kind not in ("pdf", "png") or not row.sealed:
        raise Http404
    noted(request, "appeal.sheet", str(row.pk), {"shape": shape, "language": language})
    picture = portraits.opened(row.portrait) if row.portrait else NOBODY
    make, media = (sheet_pdf, "application/pdf") if kind == "pdf" else (sheet_png, "image/png")
    try:
        return HttpResponse(make(appealing.facts_of(row), picture, language, shape=shape), content_type=media)
    except BadFacts as problem:
        messages.error(request, _("This sheet cannot be made: %(why)s") % {"why": problem})
        return redirect("missing_appeal", appeal)


@counselling
@require_POST
def alert(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """A Child Alert begins, with the magistrate's decision, for as many hours as the law gives."""
    row, form = _one(appeal), AlertForm(request.POST)
    if not form.is_valid():
        return _appeal(request, row, status=422, alert_form=form)
    raw = appealing.raw_of(row) | {"decided_by": form.decided_by()}
    try:
        alerting.begin(row.file, raw, by=person(request))
        messages.success(request, _("The alert is sent."))
    except (NotNow, BadFacts) as problem:
        messages.error(request, _("Not sent: %(why)s") % {"why": problem})
    return redirect("missing_appeal", appeal)


@counselling
@require_POST
def alert_go_on(request: HttpRequest, file: UUID) -> HttpResponse:
    """Six hours more, or the end."""
    found = open_file(file)
    try:
        if request.POST.get("go") == "extend":
            alerting.extend(found, by=person(request))
        else:
            alerting.finish(found, found=False, by=who(request))
        messages.success(request, _("The message is sent."))
    except NotNow as problem:
        messages.error(request, _("Not sent: %(why)s") % {"why": problem})
    return redirect("missing_appeals", file)


@counselling
@require_GET
def alert_file(request: HttpRequest, alert: UUID) -> HttpResponse:
    """The message as it was sent (CAP 1.2)."""
    row = get_object_or_404(Alert, pk=alert)
    head = {"Content-Disposition": f'attachment; filename="{row.identifier}.cap"'}
    return HttpResponse(bytes(row.document), content_type="application/cap+xml", headers=head)


def _one(appeal: UUID) -> Appeal:
    return get_object_or_404(Appeal.objects.select_related("file", "portrait"), pk=appeal)


def _row(row: Appeal) -> dict[str, Any]:
    return {
        "row": row,
        "number": f"KL-{row.slug.upper()}",
        "state": search_words.STATES[row.state],
        "why": search_words.WHY.get(row.why_ended, ""),
        "levels": [search_words.LEVELS[level] for level in row.levels],
        "unmirrored": row.state == "live" and row.mirrored != "live",
        "standing": row.spots.filter(down_at=None).count(),
        "places": row.spots.count(),
    }
