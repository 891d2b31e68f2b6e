"""The pages of a report, from the first question to the receipt. No session, no cookie: the draft is in the page."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from kindline.faces.site import addresses, national
from kindline.faces.site.draft import Draft, DraftGone
from kindline.faces.site.forms import StepForm
from kindline.faces.site.origin import is_foreign
from kindline.faces.site.pages import FORGET, MAY_GO_BACK, NAMES, page, spoken
from kindline.faces.site.slugs import LINKS
from kindline.faces.site.steps import FIRST, STEPS, Step, missing, target
from kindline.faces.ui.language import preferred
from kindline.kernel.mandate.reading import BadMandate
from kindline.kernel.vault import KeyMissing
from kindline.sealing.errors import SealingError
from kindline.services.hotline.filing import Filing, accept_report


def languages(request: HttpRequest) -> HttpResponse:
    """The four languages, the reader's own first; nobody is sent anywhere by a guess."""
    wanted = preferred(request)
    offered = [(code, NAMES.get(code, code), LINKS[code]["home"]) for code in wanted]
    return page("site/languages.html", at="home", language=wanted[0], offered=offered)


@spoken
def home(request: HttpRequest, language: str) -> HttpResponse:
    return page("site/home.html", at="home", language=language)


@spoken
def leave(request: HttpRequest, language: str) -> HttpResponse:
    """Out, to an everyday page; the browser is asked to drop the pages it kept of ours."""
    away = HttpResponseRedirect(national.facts(language)["leave"]["link"], headers={"Clear-Site-Data": FORGET})
    away.status_code = 303
    return away


@spoken
def journey(request: HttpRequest, language: str, at: str) -> HttpResponse:
    """One step of the form: takes the page that was answered, gives the next one."""
    if request.method != "POST":
        return begin(language, at)
    if is_foreign(request):
        return page("site/foreign.html", at=FIRST, language=language, status=403)
    step = STEPS.get(request.POST.get("at", ""), STEPS[FIRST])
    try:
        draft = Draft.unsealed(request.POST.get("draft", ""))
    except DraftGone:
        if step.page != FIRST:
            return too_late(language, step, request.POST)
        draft = Draft()
    wanted = request.POST.get("go", "")
    if wanted == "stay":
        return show(language, step, draft, initial=draft.answers | typed(step, request.POST))
    if wanted in STEPS and step.page in ("check", "readback"):
        return show(language, STEPS[wanted], draft)
    return answer(language, step, draft, request.POST)


def begin(language: str, at: str) -> HttpResponse:
    """A form can only be entered by its first question; other addresses lead there."""
    if at != FIRST:
        return HttpResponseRedirect(LINKS[language][FIRST])
    return show(language, STEPS[FIRST], Draft())


def answer(language: str, step: Step, draft: Draft, data: QueryDict) -> HttpResponse:
    """Keeps what was answered and shows what comes next, or the same page with what has to be mended."""
    form = step.form(data, answers=draft.answers)
    if not form.is_valid():
        return show(language, step, draft, form=form, status=422)
    draft.answers |= form.cleaned_data
    following = step.after(draft.answers)
    if following != "sent":
        return show(language, STEPS[following], draft)
    unanswered = missing(draft.answers)
    return show(language, STEPS[unanswered], draft) if unanswered else send(language, draft)


def send(language: str, draft: Draft) -> HttpResponse:
    """Files the report. The code is shown only after the commit; sending the page again shows the same code."""
    said = draft.answers
    filing = Filing(
        danger=said["danger"],
        seen=said["seen"],
        addresses=addresses.raw(said.get("where", "")),
        when=said.get("when", ""),
        how=said.get("how", ""),
        account=said.get("account", ""),
        identity=said["identity"] if said["reach"] == "contact" else "",
        language=language,
    )
    try:
        code = accept_report(filing, nonce=draft.nonce)
    except (DatabaseError, OSError, KeyMissing, BadMandate, SealingError):
        return show(language, STEPS["check"], draft, status=503, failed=True)
    groups = code.display().split("-")
    sent = page("site/report/sent.html", at="sent", language=language, groups=groups, danger=said["danger"])
    sent.headers["Clear-Site-Data"] = FORGET
    return sent


def show(
    language: str,
    step: Step,
    draft: Draft,
    *,
    form: StepForm | None = None,
    initial: dict[str, Any] | None = None,
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    """A page of the form with the draft sealed anew, good for another half hour."""
    if step.page == "check":
        draft.answers["checked"] = True
        facts["seen_in_words"] = words_for("seen", draft.answers)
    if step.page in ("check", "readback"):
        facts["lines"] = addresses.lines(draft.answers.get("where", ""))
    shown = page(
        step.template,
        at=step.page,
        language=language,
        status=status,
        form=form or step.form(answers=draft.answers, initial=initial),
        draft=draft.sealed(),
        action=LINKS[language][target(step.page, draft.answers)],
        mark=step.mark,
        answers=draft.answers,
        may_skip=addresses.may_be_missing(draft.answers),
        **facts,
    )
    shown.headers["Cache-Control"] = MAY_GO_BACK
    return shown


def too_late(language: str, step: Step, data: QueryDict) -> HttpResponse:
    """An old or foreign draft: what was typed on this page stays, the rest has to be answered again."""
    kept = typed(step, data)
    return show(language, step, Draft(), initial=kept, status=422, too_late=True, kept=kept)


def words_for(page: str, answers: dict[str, Any]) -> Any:
    """The answer to a choice in the words in which it was offered."""
    offered: Any = STEPS[page].form.base_fields[page]
    return dict(offered.choices).get(answers.get(page), "")


def typed(step: Step, data: QueryDict) -> dict[str, str]:
    """What stood in the fields of this page, unjudged."""
    return {name: str(data[name]) for name in step.form.base_fields if name in data}
