"""A family member's own page: opened with a code in the body, never in an address; it holds what was shared."""

from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindline.faces.site import forms
from kindline.faces.site.draft import DraftGone, seal, unseal
from kindline.faces.site.origin import is_foreign
from kindline.faces.site.pages import page, spoken
from kindline.sealing.receipt import BadCode
from kindline.services.missing import family_page
from kindline.services.missing.limits import TooLong

TOPICS = {
    "progress": gettext_lazy("About the search"),
    "appeal": gettext_lazy("About the appeal"),
    "message": gettext_lazy("A message for you"),
    "after": gettext_lazy("For afterwards"),
}


@spoken
def family(request: HttpRequest, language: str) -> HttpResponse:
    """The question for the code, then the page, then a word to the adviser: one address for all three."""
    if request.method != "POST":
        return _ask(language, forms.Code(auto_id="%s"))
    if is_foreign(request):
        return page("site/foreign.html", at="family", language=language, status=403)
    if "held" in request.POST:
        return _write(request, language)
    form = forms.Code(request.POST, auto_id="%s")
    text = form.data.get("code", "")
    try:
        found = family_page.find(text)
        fault = _("We know no page with this code. Compare each group of four with what you wrote down.")
    except BadCode:
        found, fault = (
            None,
            _("A code has 28 letters and digits, in seven groups of four. Look whether one is missing."),
        )
    if found is None:
        form.is_valid()
        form.add_error("code", fault)
        return _ask(language, form, status=422)
    return _show(language, found, text)


def _write(request: HttpRequest, language: str) -> HttpResponse:
    word = _word(request.POST)
    typed = request.POST.get("word-text", "")
    try:
        held = unseal(request.POST["held"])["code"]
        found = family_page.find(held)
    except (DraftGone, KeyError, BadCode):
        return _ask(language, forms.Code(auto_id="%s"), too_late=True, kept=typed, status=422)
    if found is None:
        return _ask(language, forms.Code(auto_id="%s"), status=422)
    if not word.is_valid():
        return _show(language, found, held, status=422, word=word)
    try:
        family_page.write(found.page, word.cleaned_data["text"])
    except TooLong:
        word.add_error("text", _("This is too long. Shorten it a little, or call us."))
        return _show(language, found, held, status=422, word=word)
    except (DatabaseError, OSError):
        return _show(language, found, held, status=503, word=word, failed=True)
    return _show(language, found, held, taken=True)


def _word(data: object = None) -> forms.Letter:
    return forms.Letter(
        data,
        label=gettext_lazy("A word to your adviser"),
        help_text=gettext_lazy("Read by your adviser and the colleagues on duty. If it cannot wait, call."),
        prefix="word",
    )


def _show(language: str, found: family_page.Shown, code: str, *, status: int = 200, **facts: object) -> HttpResponse:
    told = [(TOPICS.get(one.topic, ""), datetime.fromisoformat(one.at), one.text) for one in reversed(found.told)]
    facts.setdefault("word", _word())
    upcoming = datetime.fromisoformat(found.next) if found.next else None
    return page(
        "site/family.html",
        at="family",
        language=language,
        status=status,
        held=seal({"code": code}),
        told=told,
        adviser=found.adviser,
        upcoming=upcoming,
        **facts,
    )


def _ask(language: str, form: forms.Code, *, status: int = 200, **facts: object) -> HttpResponse:
    return page("site/family_code.html", at="family", language=language, status=status, form=form, **facts)
