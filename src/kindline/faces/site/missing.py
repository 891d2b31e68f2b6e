"""Missing children: who is looked for, each appeal until it ends, and a witness who can say at once what they saw."""

from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from kindline.faces.site.draft import Draft, DraftGone
from kindline.faces.site.origin import is_foreign
from kindline.faces.site.pages import FORGET, MAY_GO_BACK, NAMES, page, spoken
from kindline.faces.site.slugs import LINKS
from kindline.faces.site.witness_form import Witness
from kindline.faces.ui.headers import may_be_framed
from kindline.faces.ui.language import KNOWN
from kindline.kernel import clock
from kindline.kernel.vault import KeyMissing
from kindline.sealing.errors import SealingError
from kindline.services.missing import appeals_shown
from kindline.services.missing.limits import TooLong
from kindline.services.missing.public.models import Appeal
from kindline.services.missing.witnessing import accept_sighting
from kindline.services.missing.words import age_in_words, words

ATOM, TOMBSTONE = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
# No default namespace: it would be everybody's in this process.
register_namespace("atom", ATOM)
register_namespace("at", TOMBSTONE)
# Long enough to bear a rush, short enough to be gone within the minute.
SHORT = "public, max-age=60"
NOT_TO_BE_FOUND = "noindex, noarchive"
# Our words around an appeal are in four languages; a fifth reads them in English.
SPOKEN = ("nl", "fr", "de", "en")


@spoken
def appeals(request: HttpRequest, language: str) -> HttpResponse:
    """Everybody who is looked for, newest first."""
    shown = [_card(row, language) for row in appeals_shown.live()]
    return _brief(
        page("site/appeals.html", at="missing", language=language, shown=shown, feed=_path(language, "feed.xml"))
    )


@spoken
def appeal(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One appeal; once it has ended the address says so, and nothing else, for ever (410)."""
    row = appeals_shown.at(slug)
    if row is None or not row.live:
        return _gone(language, known=row is not None)
    tongues = [(code, NAMES.get(code, code), _path(code, slug)) for code in KNOWN]
    said = words(_voice(language))["poster"]
    seen = f"{_path(language, slug)}/seen"
    shown = page(
        "site/appeal.html",
        at="missing",
        language=language,
        tongues=tongues,
        one=_card(row, language),
        said=said,
        seen=seen,
    )
    return _brief(shown)


@spoken
def portrait(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The picture of a live appeal, for its page and its module."""
    row = appeals_shown.at(slug)
    if row is None or not row.live or not row.portrait:
        return _gone(language, known=row is not None)
    return may_be_framed(_brief(HttpResponse(bytes(row.portrait), content_type="image/jpeg")))


@spoken
def witness(request: HttpRequest, language: str, slug: str = "") -> HttpResponse:
    """“I saw a missing child”: one page, text only. Whoever sees the child now is told to call, first of all (P12)."""
    row = appeals_shown.at(slug) if slug else None
    if slug and (row is None or not row.live):
        return _gone(language, known=row is not None)
    if request.method != "POST":
        return _form(language, row, Witness(answers={}), Draft())
    if is_foreign(request):
        return page("site/foreign.html", at="witness", language=language, status=403)
    form = Witness(request.POST, answers={})
    try:
        draft = Draft.unsealed(request.POST.get("draft", ""))
    except DraftGone:
        return _form(language, row, form, Draft(), status=422, too_late=True)
    if not form.is_valid():
        return _form(language, row, form, draft, status=422)
    try:
        accept_sighting(form.seen(), appeal=row.pk if row else None, language=language, nonce=draft.nonce)
    except TooLong:
        form.add_error("what", _("This is too long for one sighting. Shorten it a little."))
        return _form(language, row, form, draft, status=422)
    except (DatabaseError, OSError, KeyMissing, SealingError):
        return _form(language, row, form, draft, status=503, failed=True)
    thanked = page("site/witnessed.html", at="witness", language=language)
    thanked.headers["Clear-Site-Data"] = FORGET
    return thanked


@spoken
def feed(request: HttpRequest, language: str) -> HttpResponse:
    """Atom (RFC 4287) with what lives, and what is to be forgotten (RFC 6721)."""
    root = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    live, gone = appeals_shown.live(), appeals_shown.gone()
    newest = max((row.changed_at for row in (*live, *gone)), default=None)
    here = _whole(_path(language, "feed.xml"))
    for name, text in (("id", here), ("title", "116 000"), ("updated", _stamp(newest))):
        SubElement(root, f"{{{ATOM}}}{name}").text = text
    SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "href": here})
    author = SubElement(root, f"{{{ATOM}}}author")
    SubElement(author, f"{{{ATOM}}}name").text = "116 000"
    for row in live:
        _entry(root, row, language)
    for row in gone:
        SubElement(root, f"{{{TOMBSTONE}}}deleted-entry", {"ref": row.pk.urn, "when": _stamp(row.changed_at)})
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return may_be_framed(_brief(HttpResponse(body, content_type="application/atom+xml; charset=utf-8")))


@spoken
def module(request: HttpRequest, language: str) -> HttpResponse:
    """For other sites' “not found” page: one appeal in a frame, without script. It empties itself when it ends."""
    live = appeals_shown.live()
    one = _card(live[clock.now().minute % len(live)], language) if live else None
    return may_be_framed(_brief(page("site/module.html", at="missing", language=language, one=one)))


@spoken
def module_json(request: HttpRequest, language: str) -> HttpResponse:
    """The same as data: links only, to be asked again each minute and never kept."""
    shown = [
        {
            "name": card["name"],
            "age": card["age"],
            "since": card["since"],
            "place": card["place"],
            "page": _whole(card["path"]),
        }
        for card in (_card(row, language) for row in appeals_shown.live())
    ]
    return may_be_framed(_brief(JsonResponse({"language": language, "keep_seconds": 60, "appeals": shown})))


def _entry(root: Element, row: Appeal, language: str) -> None:
    card, entry = _card(row, language), SubElement(root, f"{{{ATOM}}}entry")
    said = words(_voice(language))["poster"]
    title = f"{said['title']}: {card['name']}, {card['age']}"
    for name, text in (("id", row.pk.urn), ("title", title), ("updated", _stamp(row.changed_at))):
        SubElement(entry, f"{{{ATOM}}}{name}").text = text
    SubElement(entry, f"{{{ATOM}}}link", {"href": _whole(card["path"])})
    SubElement(entry, f"{{{ATOM}}}summary").text = f"{said['seen']}: {card['place']}"


def _card(row: Appeal, language: str) -> dict[str, Any]:
    facts, voice = appeals_shown.facts_of(row), _voice(language)
    return {
        "name": facts.name,
        "age": age_in_words(facts.age, voice),
        "height": facts.height,
        "since": facts.last_seen,
        "place": facts.place[voice],
        "clothing": facts.clothing[voice],
        "looks": facts.looks[voice],
        "circumstances": facts.circumstances.get(voice, ""),
        "number": facts.number,
        "path": _path(language, row.slug),
        "portrait": f"{_path(language, row.slug)}/portrait.jpg",
    }


def _form(
    language: str, row: Appeal | None, form: Witness, draft: Draft, *, status: int = 200, **facts: Any
) -> HttpResponse:
    one = _card(row, language) if row else None
    at = f"{one['path']}/seen" if one else LINKS[language]["witness"]
    shown = page(
        "site/witness.html",
        at="witness",
        language=language,
        status=status,
        form=form,
        draft=draft.sealed(),
        action=at,
        one=one,
        **facts,
    )
    shown.headers["Cache-Control"] = MAY_GO_BACK
    return shown


def _gone(language: str, *, known: bool) -> HttpResponse:
    shown = page("site/appeal_gone.html", at="missing", language=language, status=410 if known else 404)
    shown.headers["X-Robots-Tag"] = NOT_TO_BE_FOUND
    return shown


def _brief(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = SHORT
    return response


def _path(language: str, last: str) -> str:
    return f"/{language}/116000/{last}"


def _whole(path: str) -> str:
    return str(settings.APPEALS_URL).rstrip("/") + path


def _stamp(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "1970-01-01T00:00:00+00:00"


def _voice(language: str) -> str:
    return language if language in SPOKEN else "en"
