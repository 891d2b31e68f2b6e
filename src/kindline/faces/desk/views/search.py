"""A search: what witnesses saw and when the police had it, the child's own call, the family, the same child."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindline.faces.desk import search_map, search_words
from kindline.faces.desk.missing_words import KINDS
from kindline.faces.desk.pages import desk_page, id_in, zone
from kindline.faces.desk.roles import counselling
from kindline.faces.desk.search_forms import LinkForm, OwnCallForm, RelativeForm, ShareForm, SightingForm
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.services.missing import family, forwarding, linking, own_calling, reading
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File, OwnCall, Relative, SameChild, Sighting
from kindline.services.missing.opening import NUMBER, name_of
from kindline.services.missing.plausible import weigh

PAGES = {
    "sightings": "missing_sightings", "appeals": "missing_appeals", "family": "missing_family",
    "calls": "missing_calls", "links": "missing_links",
}  # fmt: skip
SHOWN = 200


@counselling
@require_http_methods(["GET", "POST"])
def sightings(request: HttpRequest, file: UUID) -> HttpResponse:
    """What witnesses saw of this child; one more is taken here and is on its way to the police when it is kept."""
    found = open_file(file)
    form = SightingForm(**typed(request))
    if request.method == "POST" and local_valid(form):
        try:
            forwarding.take(
                form.seen(), file=found, channel="phone", language=(get_language() or "en")[:5], by=who(request)
            )
        except TooLong:
            form.add_error("what", _("This is too long for one sighting. Shorten it a little."))
        else:
            messages.success(request, _("Kept, and on its way to the police."))
            return redirect("missing_sightings", file)
    rows = list(found.sightings.order_by("-received_at")[:SHOWN])
    _read(found, request, len(rows))
    said = {row.pk: forwarding.opened(row) for row in rows}
    weighed = weigh([(row.pk, row.received_at, said[row.pk]) for row in rows], last_seen=found.last_seen_at)
    arrived = forwarding.arrived(said)
    by_id = {row.pk: row for row in rows}
    shown = [
        {
            "row": by_id[one.id],
            "said": said[one.id],
            "where": ", ".join(text for text in (said[one.id].place, said[one.id].town) if text),
            "doubts": [search_words.DOUBTS[code] for code in one.doubts],
            "like": [f"S-{by_id[other].number}" for other in one.like],
            "arrived": arrived.get(one.id),
            "seconds": round((arrived[one.id] - by_id[one.id].received_at).total_seconds(), 1)
            if one.id in arrived
            else None,
            "channel": search_words.CHANNELS[by_id[one.id].channel],
        }
        for one in weighed
    ]
    context = {
        "form": form,
        "shown": shown,
        "map": search_map.drawn([(by_id[one.id].number, one.town) for one in weighed if one.town]),
        "no_certificate": not forwarding.certificate(),
    }
    return part(request, found, "sightings", context, status=422 if form.errors else 200)


@counselling
@require_POST
def sighting_told(request: HttpRequest, sighting: UUID) -> HttpResponse:
    """The police were called, for their mail could not carry it."""
    found = get_object_or_404(Sighting, pk=sighting)
    forwarding.told(found, by=person(request))
    messages.success(request, _("Noted: the police were told."))
    return redirect("missing_sightings", found.file_id) if found.file_id else redirect("sightings_of_nobody")


@counselling
@require_http_methods(["GET", "POST"])
def of_nobody(request: HttpRequest) -> HttpResponse:
    """Sightings that answer no appeal: whom did the witness see? They are with the police already."""
    if request.method == "POST":
        found = get_object_or_404(Sighting, pk=id_in(request.POST.get("sighting", "")), file=None)
        file = numbered(request.POST.get("file", ""))
        if file:
            forwarding.belongs(found, file, by=person(request))
            messages.success(request, _("It belongs to %(file)s now.") % {"file": name_of(file)})
            return redirect("sightings_of_nobody")
        messages.error(request, _("There is no open file with this number."))
    rows = list(Sighting.objects.filter(file=None).exclude(sealed=b"").order_by("-received_at")[:SHOWN])
    arrived = forwarding.arrived([row.pk for row in rows])
    with_words = [{"row": row, "said": forwarding.opened(row), "arrived": arrived.get(row.pk)} for row in rows]
    if rows:
        noted(request, "sightings.read", "of nobody", {"rows": len(rows)})
    return desk_page(request, "desk/search_nobody.html", {"place": "missing", "shown": with_words})


@counselling
@require_http_methods(["GET", "POST"])
def calls(request: HttpRequest, file: UUID) -> HttpResponse:
    """The child has called. This page is for whoever helps the child, and never for the family's side."""
    found = open_file(file)
    form = OwnCallForm(**typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            own_calling.keep(found, form.call(), police=form.cleaned_data["police"], by=person(request))
        except (own_calling.NotSo, TooLong):
            form.add_error("wishes", _("This is too long for one call."))
        else:
            messages.success(request, _("Kept, hidden from the family’s side."))
            return redirect("missing_calls", file)
    rows = list(found.own_calls.select_related("by").order_by("-at"))
    shown = [(row, search_words.POLICE[row.police], own_calling.read(row, by=person(request))) for row in rows]
    homes = found.relatives.all() if any(row.message_home and not row.passed_on_at for row in rows) else []
    to_whom = [(one, family.opened(one)) for one in homes if "message" in one.may_know]
    context = {"form": form, "shown": shown, "to_whom": to_whom, "decisions": list(search_words.POLICE.items())[:3]}
    return part(request, found, "calls", context, status=422 if form.errors else 200)


@counselling
@require_POST
def call_decide(request: HttpRequest, call: UUID) -> HttpResponse:
    """Whether the police are told, decided anew."""
    found = get_object_or_404(OwnCall, pk=call)
    try:
        own_calling.decide(
            found, police=request.POST.get("police", ""), why=request.POST.get("why", ""), by=person(request)
        )
        messages.success(request, _("Recorded, with its reason."))
    except own_calling.NotSo:
        messages.error(request, _("A decision has a reason."))
    return redirect("missing_calls", found.file_id)


@counselling
@require_POST
def call_pass_on(request: HttpRequest, call: UUID) -> HttpResponse:
    """The child's message home goes to one person's page, as the child gave it, and nothing else of the call."""
    found = get_object_or_404(OwnCall, pk=call)
    to = get_object_or_404(Relative, pk=id_in(request.POST.get("relative", "")), file=found.file)
    message = own_calling.read(found, by=person(request)).message
    try:
        family.share(to, topic="message", text=message, by=person(request))
    except (family.NotSo, TooLong):
        messages.error(request, _("This person may not be told this."))
        return redirect("missing_calls", found.file_id)
    own_calling.passed_on(found, by=person(request))
    family.bring(Relative.objects.get(pk=to.pk))
    messages.success(request, _("The message is on their page."))
    return redirect("missing_calls", found.file_id)


@counselling
@require_http_methods(["GET", "POST"])
def relatives(request: HttpRequest, file: UUID) -> HttpResponse:
    """Who of the family may know what, and what we told them."""
    found = open_file(file)
    first = list(family.first_topics(found, abuse_at_home=suspected_at_home(found, request)))
    form = RelativeForm(request.POST) if request.method == "POST" else RelativeForm(initial={"may_know": first})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        someone = family.Person(name=data["name"], relation=data["relation"], phone=data["phone"])
        family.add(found, someone, may_know=data["may_know"], language=data["language"], by=person(request))
        messages.success(request, _("Kept."))
        return redirect("missing_family", file)
    return _relatives(request, found, form, closed=not first, status=422 if form.errors else 200)


def _relatives(
    request: HttpRequest, found: File, form: forms.Form, *, closed: bool = False, status: int = 200, **more: Any
) -> HttpResponse:
    rows = list(found.relatives.order_by("id"))
    shown = [
        {
            "row": row,
            "person": family.opened(row),
            "topics": [(code, words, code in row.may_know) for code, words in search_words.TOPICS.items()],
            "words": family.words_from(row),
            "share": ShareForm(prefix=str(row.pk)[:8]),
        }
        for row in rows
    ]
    noted(request, "family.read", str(found.pk), {"rows": len(rows)})
    return part(request, found, "family", {"form": form, "shown": shown, "closed": closed} | more, status=status)


@counselling
@require_POST
def relative_change(request: HttpRequest, relative: UUID) -> HttpResponse:
    """May know, agreed to be written to."""
    row = get_object_or_404(Relative, pk=relative)
    wanted = [topic for topic in request.POST.getlist("may_know") if topic in family.TOPICS]
    family.bring(family.change(row, may_know=wanted, consent=request.POST.get("consent") == "yes", by=person(request)))
    messages.success(request, _("Kept."))
    return redirect("missing_family", row.file_id)


@counselling
@require_POST
def relative_share(request: HttpRequest, relative: UUID) -> HttpResponse:
    """Put something on this person's page; what is refused comes back as it was typed."""
    row = get_object_or_404(Relative, pk=relative)
    form = ShareForm(request.POST, prefix=str(row.pk)[:8])
    if form.is_valid():
        try:
            family.bring(
                family.share(row, topic=form.cleaned_data["topic"], text=form.cleaned_data["text"], by=person(request))
            )
            messages.success(request, _("It stands on their page."))
            return redirect("missing_family", row.file_id)
        except family.NotSo:
            form.add_error("topic", _("This person may not be told this. Change “may know” first."))
    return _relatives(request, row.file, RelativeForm(), status=422, refused=(row.pk, form))


@counselling
@require_POST
def relative_page(request: HttpRequest, relative: UUID) -> HttpResponse:
    """A code for this person's page, shown once. An earlier code opens nothing any more."""
    row = get_object_or_404(Relative, pk=relative)
    code = family.give_page(row, by=person(request))
    return _relatives(request, row.file, RelativeForm(), given=(row.pk, code.display().split("-")))


@counselling
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, file: UUID) -> HttpResponse:
    """Files about the same child: asked with a reason, agreed by somebody else."""
    found = open_file(file)
    form = LinkForm(**typed(request))
    if request.method == "POST" and form.is_valid():
        other = numbered(form.cleaned_data["other"])
        if other is None or other.pk == found.pk:
            form.add_error("other", _("There is no other open file with this number."))
        else:
            linking.ask(found, other, reason=form.cleaned_data["reason"], by=person(request))
            messages.success(request, _("Asked. A colleague agrees to it."))
            return redirect("missing_links", file)
    rows = [
        {
            "row": row,
            "other": row.other if row.one_id == found.pk else row.one,
            "name": name_of(row.other if row.one_id == found.pk else row.one),
            "reason": linking.reason(row),
            "mine": row.asked_by_id == person(request).pk,
        }
        for row in linking.of(found)
    ]
    noted(request, "links.read", str(found.pk), {"rows": len(rows)})
    return part(request, found, "links", {"form": form, "shown": rows}, status=422 if form.errors else 200)


@counselling
@require_POST
def link_agree(request: HttpRequest, link: UUID) -> HttpResponse:
    row = get_object_or_404(SameChild, pk=link)
    try:
        linking.agree(row, by=person(request))
        messages.success(request, _("Agreed."))
    except linking.SamePerson:
        messages.error(request, _("You asked for it: a colleague agrees."))
    return redirect("missing_links", row.one_id)


def open_file(file: UUID) -> File:
    """The file, or 404 once it is erased."""
    found = get_object_or_404(File.objects.select_related("adviser"), pk=file)
    if found.state == "erased":
        raise Http404
    return found


def part(request: HttpRequest, found: File, page: str, context: Any, *, status: int = 200) -> HttpResponse:
    """One of the pages beside a file."""
    around = {
        "place": "missing",
        "file": found,
        "name": name_of(found),
        "kind": KINDS.get(found.kind, ""),
        "part": page,
        "parts": PAGES,
    }
    return desk_page(request, f"desk/search_{page}.html", around | context, status=status)


def typed(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {}


def local_valid(form: forms.Form) -> bool:
    """Times are typed in the zone of those who type them."""
    with timezone.override(zone()):
        return form.is_valid()


def numbered(text: str) -> File | None:
    """The open file with this number."""
    asked = NUMBER.fullmatch(text)
    found = File.objects.filter(number=int(asked.group(2)), state="open").first() if asked else None
    return found if found and asked and name_of(found)[0] == asked.group(1).upper() else None


def suspected_at_home(found: File, request: HttpRequest) -> bool:
    facts = reading.read(found, by=person(request)).facts
    return bool(facts.get("victim_of_offence") or facts.get("exploitation_suspected")) or found.theme != "missing"


def noted(request: HttpRequest, action: str, subject: str, facts: dict[str, Any]) -> None:
    """The leaf before the words (P7)."""
    with transaction.atomic(using="core"):
        record(action, subject=subject, by=who(request), facts=facts)


def _read(found: File, request: HttpRequest, rows: int) -> None:
    if rows:
        noted(request, "sightings.read", str(found.pk), {"rows": rows})


def person(request: HttpRequest) -> User:
    user: Any = request.user
    return user


def who(request: HttpRequest) -> str:
    return f"user:{person(request).pk}"
