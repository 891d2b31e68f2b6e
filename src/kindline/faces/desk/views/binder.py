"""The trust binder: what standards ask, what the system shows for it now, and what a person states."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import supervision
from kindline.kernel import clock
from kindline.kernel.binder import reading, stating
from kindline.kernel.binder.models import Statement
from kindline.kernel.binder.reading import Requirement, Standard
from kindline.kernel.binder.showing import Entry, Shown, entry, newest


@supervision
@require_GET
def binder(request: HttpRequest) -> HttpResponse:
    """Every standard with what it asks, whether its text is here, and until when a statement holds: one query."""
    said = newest()
    standards = [
        {
            "title": _here(one.title),
            "id": one.id,
            "source": one.source,
            "asked": [_line(one, asked, said.get((one.id, asked.id))) for asked in one.requirements],
        }
        for one in reading.standards()
    ]
    return desk_page(request, "desk/binder.html", {"place": "binder", "standards": standards})


def _line(one: Standard, asked: Requirement, statement: Statement | None) -> dict[str, Any]:
    over = statement is not None and statement.review_on < clock.today()
    return {"id": asked.id, "head": _here(asked.head), "text": asked.text, "statement": statement, "over": over}


@supervision
@require_http_methods(["GET", "POST"])
def requirement(request: HttpRequest, standard: str, requirement: str) -> HttpResponse:
    """One requirement with its evidence, asked now; a POST adds a statement beside those before."""
    found = _entry(standard, requirement)
    wrong = request.method == "POST" and not _state(request, standard, requirement)
    if request.method == "POST" and not wrong:
        messages.success(request, _("Noted. The log holds its hash."))
        return redirect("binder_requirement", standard, requirement)
    context = {
        "place": "binder",
        "standard": reading.standard(standard),
        "title": _here(reading.standard(standard).title),
        "head": _here(found.requirement.head),
        "entry": found,
        "shown": [(evidence, said(shown), shown) for evidence, shown in found.shown],
        "wrong": wrong,
        "text": request.POST.get("text", ""),
        "longest": stating.LONGEST,
    }
    return desk_page(request, "desk/binder_requirement.html", context, status=422 if wrong else 200)


def _state(request: HttpRequest, standard: str, requirement: str) -> bool:
    try:
        review_on = date.fromisoformat(request.POST.get("review_on", ""))
        text = request.POST.get("text", "")
        stating.state(standard_id=standard, requirement=requirement, text=text, review_on=review_on, by=who(request))
    except ValueError:
        return False
    return True


def _entry(standard: str, requirement: str) -> Entry:
    try:
        return entry(standard, requirement)
    except KeyError:
        raise Http404 from None


def _here(words: Any) -> str:
    """A heading in the reader's language; English where a file has no other."""
    return str(words.get((get_language() or "en")[:2]) or words.get("en") or next(iter(words.values())))


def said(shown: Shown) -> str:
    """An answer in the reader's language."""
    return _(shown.words) % shown.facts if shown.facts else _(shown.words)
