"""Questions about procedure: the only words of reporters that the hotline can read, veiled until asked for (P9)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.faces.desk.standard_answers import standard_answers, standard_text
from kindline.kernel.audit.record import record
from kindline.services.hotline import law, questions
from kindline.services.hotline.assessment.law import ANALYST
from kindline.services.hotline.intake.models import Message

LONGEST = 4000


@casework
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Questions not yet answered: of which day, in which language, never their words."""
    return desk_page(request, "desk/questions.html", {"questions": questions.waiting()[:200], "place": "questions"})


@casework
@require_GET
def question(request: HttpRequest, message: UUID) -> HttpResponse:
    """One question, veiled."""
    return desk_page(request, "desk/question.html", _about(_unanswered(message)))


@casework
@require_POST
def show(request: HttpRequest, message: UUID) -> HttpResponse:
    """Lifts the veil for a reason; who did and why is committed to the log first."""
    asked = _unanswered(message)
    reason = request.POST.get("reason", "")
    if reason not in phrases.UNVEILING:
        return desk_page(request, "desk/question.html", _about(asked) | {"missing": True}, status=422)
    with transaction.atomic(using="core"):
        record("question.unveiled", subject=asked.pk, by=who(request), facts={"reason": reason})
    text = questions.read(asked, by=who(request))
    return desk_page(request, "desk/question.html", _about(asked) | {"text": text})


@casework
@require_POST
def answer(request: HttpRequest, message: UUID) -> HttpResponse:
    """Writes into the reporter's mailbox: a standard answer, own words, or both."""
    asked = _unanswered(message)
    standard = standard_text(
        request.POST.get("standard", ""), language=asked.report.language, assessed=_assessed(asked)
    )
    text = "\n\n".join(part for part in (standard, request.POST.get("text", "").strip()) if part)
    if not text or len(text) > LONGEST:
        return desk_page(request, "desk/question.html", _about(asked) | {"wrong": True}, status=422)
    questions.answer(asked, text=text, by=who(request))
    messages.success(request, _("The answer is in the reporter's mailbox."))
    return redirect("questions")


def _assessed(asked: Message) -> bool:
    return law.of(asked.report).assessor().role == ANALYST


def _unanswered(message: UUID) -> Message:
    return get_object_or_404(questions.waiting(), pk=message)


def _about(asked: Message) -> dict:
    return {
        "place": "questions",
        "question": asked,
        "reasons": phrases.UNVEILING,
        "standards": standard_answers(asked.report.language, assessed=_assessed(asked)),
        "longest": LONGEST,
    }
