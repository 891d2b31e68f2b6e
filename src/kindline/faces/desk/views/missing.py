"""Missing files: whom to call next, and one file with its children, its criteria and its first hours."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import missing_words as words
from kindline.faces.desk.missing_forms import Whole
from kindline.faces.desk.pages import desk_page, zone
from kindline.faces.desk.roles import counselling
from kindline.faces.desk.rota_forms import name_of
from kindline.kernel import clock
from kindline.kernel.contacts.about import contacts_about
from kindline.kernel.contacts.codes import HOUSE
from kindline.kernel.procedure.table import IllegalMove
from kindline.services.missing import first_hours, keeping, reading
from kindline.services.missing.kinds import Kind
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File, Sighting
from kindline.services.missing.opening import name_of as number_of
from kindline.services.missing.publishing import mirroring
from kindline.services.missing.publishing.models import Spot
from kindline.services.missing.said import Said
from kindline.services.missing.worrying import shipped

SHOWN = 50


@counselling
@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """Open files, first those whose family waits longest for a call; then what ended lately. Nobody's words."""
    rows = File.objects.select_related("adviser")
    waiting = rows.filter(state="open").order_by(F("next_contact_at").asc(nulls_first=True), "number")
    context = {
        "place": "missing",
        "open": [_row(row) for row in waiting[:SHOWN]],
        "nobody": Sighting.objects.filter(file=None).exclude(sealed=b"").count(),
        "standing": Spot.objects.filter(appeal__state="ended").exclude(confirmed="seen").count(),
        "review": [_row(row) for row in rows.filter(review_on__lte=clock.today()).order_by("review_on")[:SHOWN]],
        "ended": [_row(row) for row in rows.filter(state="ended").order_by("-ended_at")[:SHOWN]],
    }
    return desk_page(request, "desk/missing_files.html", context)


@counselling
@require_GET
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """One file. The log has it before a word is shown."""
    found = get_object_or_404(File.objects.select_related("adviser"), pk=file)
    if found.state == "erased":
        return desk_page(request, "desk/missing_file.html", {"place": "missing", "file": found, "row": _row(found)})
    said = reading.read(found, by=_user(request))
    return _page(request, found, said, Whole(found, said))


@counselling
@require_POST
def keep(request: HttpRequest, file: UUID) -> HttpResponse:
    """Keeps the whole file, or gives everything typed back with what stands in the way."""
    found = get_object_or_404(File, pk=file)
    with timezone.override(zone()):
        whole = Whole(found, Said(), request.POST)
        valid = whole.is_valid()
    if not valid:
        return _page(request, found, reading.read(found, by=_user(request)), whole, status=422)
    try:
        keeping.keep(found, said=whole.said(), codes=whole.form.codes(), revision=_revision(request), by=_user(request))
    except keeping.KeptMeanwhile as other:
        context = {"meanwhile": True}
        said = reading.read(other.file, by=_user(request))
        return _page(request, other.file, said, whole, context, status=409)
    except keeping.NotOpen:
        return _page(request, found, reading.read(found, by=_user(request)), whole, {"not_open": True}, status=409)
    except TooLong:
        whole.form.add_error("notes", _("This is too long for one file."))
        return _page(request, found, reading.read(found, by=_user(request)), whole, status=422)
    messages.success(request, _("Kept."))
    return redirect("missing_file", file)


@counselling
@require_POST
def decide(request: HttpRequest, file: UUID) -> HttpResponse:
    """What the authority decided, by its name."""
    found, said = get_object_or_404(File, pk=file), request.POST.get("decision", "")
    try:
        keeping.decide(found, decision=said, decided_by=request.POST.get("decided_by", "")[:300], by=_user(request))
    except (keeping.NoSuchCode, keeping.NotOpen):
        return _again(request, found, {"no_decision": True, "decided_by": request.POST.get("decided_by", "")})
    messages.success(request, _("Recorded, beside what the rules propose."))
    return redirect("missing_file", file)


@counselling
@require_POST
def end(request: HttpRequest, file: UUID) -> HttpResponse:
    """Over, with what came of it."""
    found = get_object_or_404(File, pk=file)
    try:
        keeping.end(found, outcome=request.POST.get("outcome", ""), by=_user(request))
    except (keeping.NoSuchCode, keeping.NotOpen):
        return _again(request, found, {"no_outcome": True})
    for row in found.appeals.exclude(mirrored="ended"):
        mirroring.bring(row)
    messages.success(request, _("%(name)s is ended.") % {"name": number_of(found)})
    return redirect("missing_files")


@counselling
@require_POST
def reopen(request: HttpRequest, file: UUID) -> HttpResponse:
    """It goes on, in my hands."""
    try:
        keeping.reopen(get_object_or_404(File, pk=file), by=_user(request))
    except IllegalMove:
        messages.error(request, _("It is open already, or erased."))
    return redirect("missing_file", file)


def _again(request: HttpRequest, found: File, context: Any) -> HttpResponse:
    said = reading.read(found, by=_user(request))
    return _page(request, found, said, Whole(found, said), context, status=422)


def _page(
    request: HttpRequest, found: File, said: Said, whole: Whole, context: Any = None, *, status: int = 200
) -> HttpResponse:
    tongue = get_language() if get_language() in HOUSE else "en"
    proposed = keeping.proposal(said)
    criteria = {one.code: one.words[tongue] for one in shipped().criteria}
    met = [(criteria[one.code], [words.FACTS.get(name, _("age")) for name in one.facts]) for one in proposed.met]
    steps = first_hours.shipped().of(Kind(found.kind)) if found.kind in list(Kind) else ()
    around = {
        "place": "missing",
        "file": found,
        "row": _row(found),
        "said": said,
        "whole": whole,
        "met": met,
        "source": shipped().source,
        "answers": words.ANSWERS,
        "steps": [(step.code, step.words[tongue], step.code in whole.ticked) for step in steps],
        "kinds": [(words.KINDS[one.kind], one.at) for one in found.kinds.order_by("at")],
        "contacts": list(contacts_about(found.theme, found.pk)),
        "decisions": words.DECISIONS,
        "outcomes": words.OUTCOMES,
        "part": "file",
        "name": number_of(found),
    }
    return desk_page(request, "desk/missing_file.html", around | (context or {}), status=status)


def _row(row: File) -> dict[str, Any]:
    now = clock.now()
    return {
        "file": row,
        "name": number_of(row),
        "kind": words.KINDS.get(row.kind, ""),
        "state": words.STATES[row.state],
        "adviser": name_of(row.adviser) if row.adviser else "",
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "decision": words.DECISIONS.get(row.decision, ""),
        "late": row.state == "open" and row.next_contact_at is not None and row.next_contact_at < now,
        "nobody": row.state == "open" and row.next_contact_at is None,
    }


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _user(request: HttpRequest) -> Any:
    return request.user
