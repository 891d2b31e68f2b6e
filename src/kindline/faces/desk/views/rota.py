"""Who sits at the line when, where nobody does, and the notes that one shift leaves to the next."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk.pages import desk_page, zone
from kindline.faces.desk.roles import at_the_line, counselling, supervision
from kindline.faces.desk.rota_forms import KIND_WORDS, REFUSED, TRAINING_WORDS, ShiftForm, counsellors, missing, name_of
from kindline.kernel import clock
from kindline.kernel.contacts.codes import LANGUAGES
from kindline.kernel.rota import notes as handing_over
from kindline.kernel.rota import planning
from kindline.kernel.rota.models import Note
from kindline.kernel.rota.needs import TRAINING

SHOWN = timedelta(days=14)
PARTS = ("languages", "training")


@at_the_line
@require_GET
def rota(request: HttpRequest) -> HttpResponse:
    """The two weeks to come: what is not covered first, then every shift."""
    return _page(request)


@supervision
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Put somebody into the rota, or say why not with everything typed still there."""
    with timezone.override(zone()):
        form = ShiftForm(request.POST)
        form.full_clean()
    if form.is_valid():
        try:
            planning.plan(**form.cleaned_data, by=_user(request))
        except planning.CannotBe as refusal:
            form.add_error("person" if refusal.why == "not_here" else "ends_at", REFUSED[refusal.why])
    if form.errors:
        return _page(request, {"form": form}, status=422)
    messages.success(request, _("It stands in the rota."))
    return redirect("rota")


@supervision
@require_POST
def remove(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Take a shift out again."""
    planning.cancel(shift, by=_user(request))
    messages.success(request, _("It is taken out of the rota."))
    return redirect("rota")


@supervision
@require_POST
def skills(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody speaks and is trained for."""
    found = get_object_or_404(counsellors(), pk=person)
    asked = {name: request.POST.getlist(name) for name in PARTS}
    planning.note_skills(found, **asked, by=_user(request))
    messages.success(request, _("Noted for %(person)s.") % {"person": name_of(found)})
    return redirect("rota")


@counselling
@require_GET
def notes(request: HttpRequest) -> HttpResponse:
    """What was handed over: what I have not read comes first, open; the rest of the week beneath."""
    return _notes(request)


@counselling
@require_GET
def note(request: HttpRequest, note: UUID) -> HttpResponse:
    """One of the week once more."""
    found = _read([get_object_or_404(Note.objects.select_related("author"), pk=note)], _user(request))[0]
    return desk_page(request, "desk/note.html", {"place": "notes", "note": found})


@counselling
@require_POST
def note_write(request: HttpRequest) -> HttpResponse:
    """Hand something over to whoever comes next."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        handing_over.write(text, by=_user(request))
    except handing_over.Empty:
        return _notes(request, {"text": text, "wrong": _("Write what the next shift must know.")}, status=422)
    except handing_over.TooLong:
        return _notes(request, {"text": text, "wrong": _("This is too long for one note. Shorten it.")}, status=422)
    messages.success(request, _("Handed over. Colleagues are asked to read it."))
    return redirect("notes")


@counselling
@require_POST
def note_read(request: HttpRequest, note: UUID) -> HttpResponse:
    """I have read it."""
    handing_over.say_read(get_object_or_404(Note, pk=note), by=_user(request))
    return redirect("notes")


def _page(request: HttpRequest, context: Any = None, *, status: int = 200) -> HttpResponse:
    since = clock.now().replace(second=0, microsecond=0)
    until = since + SHOWN
    # One day before: a rest that was too short may have begun there.
    rows = list(planning.shifts(since=since - timedelta(days=1), until=until))
    tired = planning.short_rest(rows)
    shown = [(row, KIND_WORDS[row.kind], name_of(row.person), row.pk in tired) for row in rows if row.ends_at > since]
    found = planning.uncovered(rows, since=since, until=until)
    people = [
        (one, name_of(one), *(getattr(one.skills, part).split() if hasattr(one, "skills") else [] for part in PARTS))
        for one in counsellors()
    ]
    around = {
        "place": "rota",
        "gaps": [(gap, [missing(code) for code in gap.missing]) for gap in found],
        "shifts": shown,
        "until": until,
        "people": people,
        "languages": list(LANGUAGES.items()),
        "training": [(code, TRAINING_WORDS[code]) for code in TRAINING],
        "form": ShiftForm(),
    }
    return desk_page(request, "desk/rota.html", around | (context or {}), status=status)


def _notes(request: HttpRequest, context: Any = None, *, status: int = 200) -> HttpResponse:
    user = _user(request)
    fresh = list(handing_over.unread(user))
    around = {
        "place": "notes",
        "fresh": _read(fresh, user),
        "rest": [(note, name_of(note.author), _readers(note)) for note in handing_over.recent() if note not in fresh],
        "text": "",
        "wrong": "",
    }
    return desk_page(request, "desk/notes.html", around | (context or {}), status=status)


def _read(notes: list[Note], user: Any) -> list[tuple[Note, str, str]]:
    said = handing_over.read(notes, by=user)
    return [(note, name_of(note.author), text) for note, text in zip(notes, said, strict=True)]


def _readers(note: Note) -> str:
    return ", ".join(name_of(one.person) for one in note.receipts.all())


def _user(request: HttpRequest) -> Any:
    return request.user
