"""The way back with a code: where the report is, answers, an addition for the police, a question for the hotline."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindline.faces.site import forms, law
from kindline.faces.site.draft import DraftGone, seal, unseal
from kindline.faces.site.origin import is_foreign
from kindline.faces.site.pages import page, spoken
from kindline.faces.site.slugs import LINKS
from kindline.sealing.receipt import BadCode
from kindline.services.hotline import mailbox

STAGES = ("received", "handed_over", "closed")
LETTERS = {"add": mailbox.add, "ask": mailbox.ask}


@spoken
def code(request: HttpRequest, language: str) -> HttpResponse:
    """Where a code is typed; it travels in the body, never in an address."""
    return ask_for_code(language, forms.Code(auto_id="%s"))


@spoken
def box(request: HttpRequest, language: str) -> HttpResponse:
    """What the code opens."""
    if request.method != "POST":
        return HttpResponseRedirect(LINKS[language]["code"])
    if is_foreign(request):
        return page("site/foreign.html", at="code", language=language, status=403)
    if "held" not in request.POST:
        form = forms.Code(request.POST, auto_id="%s")
        return opened(language, form, form.data.get("code", ""))
    try:
        held = unseal(request.POST["held"])["code"]
    except (DraftGone, KeyError):
        form = forms.Code(auto_id="%s")
        return ask_for_code(language, form, too_late=True, kept=written(request), status=422)
    found = mailbox.find(held)
    return act(request, language, found, held) if found else ask_for_code(language, forms.Code(auto_id="%s"))


def opened(language: str, form: forms.Code, text: str) -> HttpResponse:
    """The mailbox of this code, or the same question with one answer for every wrong code."""
    try:
        found = mailbox.find(text)
        fault = _("We know no report with this code. Compare each group of four with what you wrote down.")
    except BadCode:
        found = None
        fault = _("A code has 28 letters and digits, in seven groups of four. Look whether one is missing.")
    if found is None:
        form.is_valid()
        form.add_error("code", fault)
        return ask_for_code(language, form, status=422)
    return show(language, found, text)


def act(request: HttpRequest, language: str, found: mailbox.Mailbox, held: str) -> HttpResponse:
    """Takes a letter into the one box that its button belongs to."""
    kind = request.POST.get("letter", "")
    if kind not in LETTERS:
        return show(language, found, held)
    form = letter(kind, request.POST)
    if not form.is_valid():
        return show(language, found, held, status=422, **{kind: form})
    LETTERS[kind](found, text=form.cleaned_data["text"])
    return show(language, found, held, taken=kind)


def letter(kind: str, data: Any = None) -> forms.Letter:
    words = {
        "add": (gettext_lazy("Your addition"), gettext_lazy("Another address, something you remember. Text only.")),
        "ask": (
            gettext_lazy("Your question"),
            gettext_lazy("Write nothing about what you saw: the hotline may not read that."),
        ),
    }
    label, hint = words[kind]
    return forms.Letter(data, label=label, help_text=hint, prefix=kind)


def show(language: str, found: mailbox.Mailbox, text: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    # A stage that the police withhold looks like waiting: nobody outside can tell a hold from a queue (P11).
    reached = STAGES.index(found.stage) if found.stage in STAGES else 0
    forms_shown = {kind: facts.pop(kind, None) or letter(kind) for kind in LETTERS}
    return page(
        "site/mailbox.html",
        at="mailbox",
        language=language,
        status=status,
        held=seal({"code": text}),
        reached=reached,
        replies=found.messages,
        **law.told(found.report.mandate_sha256),
        **forms_shown,
        **facts,
    )


def ask_for_code(language: str, form: forms.Code, *, status: int = 200, **facts: Any) -> HttpResponse:
    return page("site/code.html", at="code", language=language, status=status, form=form, **facts)


def written(request: HttpRequest) -> str:
    """The letter that was on the page, so that its writer can take it along."""
    return request.POST.get("add-text") or request.POST.get("ask-text") or ""
