"""Contact first: a keystroke opens a card, what is typed is kept, and what it was is said at the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import contact_pages
from kindline.faces.desk.contact_forms import ContactForm, filled
from kindline.faces.desk.contact_sheet import sheet_pdf
from kindline.faces.desk.pages import desk_page, id_in, local_page, zone
from kindline.faces.desk.roles import counselling
from kindline.faces.ui.staff import counts_as_rest
from kindline.kernel import clock
from kindline.kernel.contacts import about, ending, finding, keeping, reading, taking
from kindline.kernel.contacts.codes import BRIEF, CHANNELS, HOUSE, LANGUAGES, OUTCOMES
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.ringing import recognise
from kindline.kernel.contacts.words import TooLong
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import IllegalMove
from kindline.kernel.welfare import talks

JSON = "application/json"
SHEETS = [(code, LANGUAGES[code]) for code in HOUSE]


@counselling
@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """What is in my hands, what was missed, what is open elsewhere: codes and times, nobody's words."""
    return desk_page(
        request, "desk/contacts.html", {"place": "contacts", "sheets": SHEETS} | contact_pages.lists(request.user)
    )


@counselling
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Opens a contact at once; or notes with one click a call that was none and is over."""
    channel, brief = request.POST.get("channel", "call"), request.POST.get("brief", "")
    if channel not in CHANNELS or brief not in ("", *BRIEF):
        raise Http404
    contact = taking.begin(channel, by=_user(request))
    if not brief:
        return redirect("contact", contact.pk)
    ending.end_brief(contact, kind=brief, by=_user(request))
    messages.success(request, _("Noted as C-%(number)s.") % {"number": contact.number})
    return redirect("contacts")


@counselling
@counts_as_rest
@require_GET
def ringing(request: HttpRequest) -> HttpResponse:
    """The part of a page that rings; nothing when it is as the page shows it already."""
    found = contact_pages.ringing(_user(request))
    if request.GET.get("seen") == found["calls_seen"]:
        return HttpResponse(status=204)
    return local_page(request, "desk/contact_ringing.html", found)


@counselling
@require_GET
def sheet(request: HttpRequest, language: str) -> HttpResponse:
    """An empty paper sheet, to be printed before the night that needs it."""
    if language not in HOUSE:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="kindline-contact-{language}.pdf"'}
    return HttpResponse(sheet_pdf(language), content_type="application/pdf", headers=headers)


@counselling
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Earlier contacts and files by number, telephone or name: a part for htmx, else a page."""
    here = _mine(request, request.POST.get("contact", ""))
    asked = [request.POST[name] for name in ("q", "phone", "name") if request.POST.get(name)]
    found = (finding.find(text, by=_user(request), without=here) for text in asked)
    hits = next((hits for hits in found if hits), None)
    files = contact_pages.found_files(hits)
    context = {"hits": hits, "found_files": files, "contact": here, "asked": bool(asked)}
    if getattr(request, "htmx", False):
        return local_page(request, "desk/contact_hits.html", context)
    return desk_page(request, "desk/contacts_found.html", {"place": "contacts"} | context)


@counselling
@require_GET
def contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    """The card: open for whoever has it in hand, veiled for everybody else. The log has it before a word is shown."""
    found = get_object_or_404(Contact, pk=contact)
    if not reading.may_read_at_once(found, by=_user(request)):
        return _page(request, found)
    recognise(found)
    said = reading.read(found, by=_user(request))
    earlier = {"earlier": finding.earlier(found), "asked": bool(said.phone or said.name)}
    return _card(request, found, filled(found, said), earlier)


@counselling
@require_POST
def take(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Into my hands: what rings, a missed number to call back, a colleague's, or one that was ended."""
    try:
        found = taking.take(get_object_or_404(Contact, pk=contact), by=_user(request))
    except IllegalMove:
        messages.error(request, _("This contact is erased."))
        return redirect("contact", contact)
    return redirect("contact", found.pk)


@counselling
@require_POST
def show(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Lifts the veil for a reason."""
    found = get_object_or_404(Contact.objects.exclude(state="erased"), pk=contact)
    try:
        said = reading.read(found, by=_user(request), reason=request.POST.get("reason", ""))
    except reading.NoReason:
        return _page(request, found, {"missing": True}, status=422)
    return _page(request, found, {"said": said, "shown": True})


@counselling
@require_POST
def keep(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Keeps what is typed: for the script as it is typed, for everybody else by a button."""
    kept = _kept(request, contact)
    if isinstance(kept, HttpResponse):
        return kept
    if request.headers.get("Accept") == JSON:
        at = f"{clock.now().astimezone(zone()):%H:%M:%S}"
        return JsonResponse({"revision": kept.revision, "said": _("Kept at %(time)s") % {"time": at}})
    messages.success(request, _("Kept."))
    return redirect("contact", kept.pk)


@counselling
@require_POST
def end(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Keeps what is typed, then ends it: with what came of it, or with one click as a call that was none."""
    kept = _kept(request, contact)
    if isinstance(kept, HttpResponse):
        return kept
    hard, brief, outcome = (request.POST.get(name, "") for name in ("hard", "brief", "outcome"))
    if brief in BRIEF:
        ending.end_brief(kept, kind=brief, by=_user(request), hard=hard == "yes")
    elif outcome in OUTCOMES:
        ending.end(kept, outcome=outcome, by=_user(request), hard=hard == "yes")
    else:
        context = {"no_outcome": True, "hard": hard}
        return _card(request, kept, _form(request, kept), context, status=422)
    asked = _("A talk is asked for; that it was this contact is written nowhere.") if hard == "yes" else ""
    messages.success(request, " ".join([_("C-%(number)s is ended.") % {"number": kept.number}, asked]).strip())
    return redirect("contacts")


@counselling
@require_POST
def belong(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Into a file that there is, or with what is typed into a new one."""
    kind, file = request.POST.get("kind", ""), request.POST.get("file", "")
    try:
        if file:
            found = get_object_or_404(Contact, pk=contact)
            about.join(found, kind=kind, file=id_in(file), by=_user(request))
            return redirect("contact", contact)
        kept = _kept(request, contact)
        if isinstance(kept, HttpResponse):
            return kept
        about.open_file(kept, kind=kind, by=_user(request))
    except keeping.NotInHand:
        messages.error(request, _("This contact is not in your hands. Take it first."))
    except (about.NoSuchDuty, about.NotYours):
        raise Http404 from None
    return redirect("contact", contact)


@counselling
@require_POST
def debrief(request: HttpRequest) -> HttpResponse:
    """Asks for a talk. Nobody asks why."""
    talks.ask_debrief(_user(request))
    messages.success(request, _("Your supervisor sees it at once. No reason is noted."))
    return redirect("contacts")


def _kept(request: HttpRequest, contact: UUID) -> Contact | HttpResponse:
    """The contact with what was typed kept, or the answer that says why not, with everything typed still in it."""
    found = get_object_or_404(Contact, pk=contact)
    form = _form(request, found)
    # A day that cannot be keeps nobody's words from being kept.
    if set(form.errors) - {"happened"}:
        return _refused(request, found, form, _("Not kept yet: something needs your attention."))
    try:
        if request.POST.get("take") == "yes":
            found = taking.take(found, by=_user(request))
        found = keeping.keep(
            found, words=form.words(), facts=form.facts(), revision=_revision(request), by=_user(request)
        )
    except keeping.KeptMeanwhile as other:
        said = reading.read(other.contact, by=_user(request))
        sentence = _("Another window kept something else meanwhile. Press “Keep” to see both.")
        return _refused(request, other.contact, form, sentence, {"meanwhile": said}, status=409)
    except (keeping.NotInHand, IllegalMove):
        sentence = _("This contact is not in your hands. Take it first.")
        return _refused(request, found, form, sentence, {"not_mine": True}, status=409)
    except TooLong:
        form.add_error("notes", _("This is too long for one contact. Shorten it, or go on in a second contact."))
    if form.errors:
        return _refused(request, found, form, _("Something needs your attention."))
    return found


def _refused(
    request: HttpRequest, contact: Contact, form: ContactForm, sentence: str, context: Any = None, status: int = 422
) -> HttpResponse:
    if request.headers.get("Accept") == JSON:
        return JsonResponse({"said": sentence, "revision": contact.revision if status == 422 else None}, status=status)
    return _card(request, contact, form, context, status=status)


def _form(request: HttpRequest, contact: Contact) -> ContactForm:
    """The form as typed, its times in the zone of the people who type them."""
    with timezone.override(zone()):
        form = ContactForm(request.POST, contact=contact)
        form.full_clean()
    return form


def _card(
    request: HttpRequest, contact: Contact, form: ContactForm, context: Any = None, *, status: int = 200
) -> HttpResponse:
    return _page(request, contact, {"form": form} | (context or {}), status=status)


def _page(request: HttpRequest, contact: Contact, context: Any = None, *, status: int = 200) -> HttpResponse:
    around = contact_pages.card(request, contact)
    return desk_page(request, "desk/contact.html", around | (context or {}), status=status)


def _mine(request: HttpRequest, text: str) -> Contact | None:
    """The open card that somebody looks from, if it is theirs."""
    found = Contact.objects.filter(pk=id_in(text), state="open", counsellor=_user(request)) if text else None
    return found.first() if found is not None else None


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user
