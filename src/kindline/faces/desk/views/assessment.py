"""The analysts' desk: take one address, open it in the browser, answer, give it back. Only a POST acts."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import assessment_words as words
from kindline.faces.desk import opening, phrases
from kindline.faces.desk.pages import desk_page, local_page
from kindline.faces.desk.roles import analysts
from kindline.faces.ui.body import accepts
from kindline.faces.ui.staff import just_proved
from kindline.kernel.people.models import User
from kindline.kernel.taxonomy.lists import CURRENT, current
from kindline.kernel.welfare import talks
from kindline.services.hotline.answers import BadDocument
from kindline.services.hotline.assessment import answering, codes, earlier, taking, waiting
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.assessment.taking import NotNow

JSON = "application/json"
LIMIT = 256 * 1024


@analysts
@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    """What is in hand, or what waits; for htmx only that part."""
    context = _about(request.user)
    if getattr(request, "htmx", False):
        return local_page(request, "desk/hand.html", context)
    page: dict[str, Any] = {"place": "assessment", "csrf": get_token(request), "integrity": opening.integrity()}
    page["values"] = [("danger", words.DANGER.items()), ("seen", phrases.SEEN.items())]
    return desk_page(request, "desk/assessment.html", context | page)


@analysts
@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """The opener's scripts with the desk's own after them."""
    return HttpResponse(opening.script(), content_type="text/javascript; charset=utf-8")


@analysts
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """The next address comes into this person's hands, still sealed."""
    if again := _prove(request):
        return again
    try:
        taking.take_next(by=_analyst(request))
    except NotNow:
        # The page says why, and until when.
        pass
    if getattr(request, "htmx", False):
        return local_page(request, "desk/hand.html", _about(request.user))
    return redirect("assessment")


def in_hand(view: Callable[[HttpRequest, Taking, User], HttpResponse]) -> Any:
    """A view upon what this person has in hand; a refusal is a sentence, for the page's script or above the page."""

    @analysts
    @require_POST
    @wraps(view)
    def inside(request: HttpRequest) -> HttpResponse:
        user = _analyst(request)
        try:
            held = taking.in_hand(user)
            if held is None:
                raise NotNow("not_in_hand")
            return view(request, held, user)
        except NotNow as stop:
            if request.META.get("HTTP_ACCEPT") == JSON:
                return _stopped(stop)
            messages.error(request, words.stopped(stop.why, stop.until))
            return redirect("assessment")

    return inside


@in_hand
def hand_out(request: HttpRequest, held: Taking, user: User) -> HttpResponse:
    """The sealed address, for a reason; the log has it before a byte leaves."""
    return _prove(request) or _sealed(taking.hand_out(held, reason=request.POST.get("reason", ""), by=user))


@in_hand
def hand_out_words(request: HttpRequest, held: Taking, user: User) -> HttpResponse:
    """What the reporter wrote, sealed, for a reason of its own."""
    return _prove(request) or _sealed(taking.hand_out_words(held, reason=request.POST.get("reason", ""), by=user))


@in_hand
def copied(request: HttpRequest, held: Taking, user: User) -> HttpResponse:
    """Noted before the plain address is copied."""
    taking.copied(held, by=user)
    return JsonResponse({})


@in_hand
def hand_back(request: HttpRequest, held: Taking, user: User) -> HttpResponse:
    """Given back unanswered."""
    taking.hand_back(held, by=user)
    messages.success(request, _("Given back. A colleague will take it."))
    return redirect("assessment")


@in_hand
def pass_on(request: HttpRequest, held: Taking, user: User) -> HttpResponse:
    """Passed on to one colleague."""
    to = _colleagues(user).filter(username=request.POST.get("to", "")).first()
    if to is None:
        raise NotNow("not_to_them")
    taking.pass_on(held, to=to, by=user)
    messages.success(request, _("Passed on. It is kept for your colleague for twelve hours."))
    return redirect("assessment")


@analysts
@accepts(JSON, limit=LIMIT)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The signed answer about what is in hand."""
    try:
        results = answering.answer(request.read(LIMIT), by=_analyst(request))
    except NotNow as stop:
        return _stopped(stop)
    except BadDocument as bad:
        return JsonResponse({"stop": bad.code, "words": str(words.REFUSED)}, status=422)
    refused = [one.result for one in results if one.result not in answering.GOOD]
    if refused:
        sentence = str(words.ANSWERED.get(refused[0], words.REFUSED))
        return JsonResponse({"stop": refused[0], "words": sentence}, status=422)
    return JsonResponse({"results": [one.result for one in results]})


@analysts
@require_POST
def debrief(request: HttpRequest) -> HttpResponse:
    """Somebody wants to talk; nobody asks why."""
    talks.ask_debrief(_analyst(request))
    messages.success(request, _("Your supervisor sees that you want to talk, and nothing else. You will be called."))
    return redirect("assessment")


def _stopped(stop: NotNow) -> JsonResponse:
    return JsonResponse({"stop": stop.why, "words": words.stopped(stop.why, stop.until)}, status=409)


def _sealed(download: bytes) -> HttpResponse:
    return HttpResponse(download, content_type=JSON)


def _prove(request: HttpRequest) -> HttpResponse | None:
    """Who sits down proves once more who they are; in the middle of a sitting nobody is asked."""
    if just_proved(request) or taking.allowance_of(_analyst(request)).seated:
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('assessment')})}")


def _analyst(request: HttpRequest) -> User:
    user: Any = request.user
    return User.objects.get(pk=user.pk)


def _colleagues(user: Any) -> Any:
    return User.objects.filter(role="analyst", is_active=True).exclude(pk=user.pk).order_by("last_name", "username")


def _about(user: Any) -> dict[str, Any]:
    """What the page shows: the person's day, what is in hand or what waits, the talks that are due."""
    held, allowance = taking.in_hand(user), taking.allowance_of(user)
    stop = taking.bar(user, allowance)
    known = held and held.address and earlier.earlier_of(held.address)
    return {
        "held": held,
        "stop": stop and words.stopped(stop.why, stop.until),
        "count": 0 if held or stop else waiting.count(user),
        "allowance": allowance,
        "talks": [(talk, words.TALKS[talk.kind]) for talk in talks.due(user)],
        "earlier": known,
        "adoptable": json.dumps(_adoptable(known)) if known else "",
        "version": CURRENT["assessment"],
        "lists": words.named(current("assessment")),
        "reasons": words.ADDRESS_REASONS,
        "words_reasons": words.WORDS_REASONS,
        "colleagues": _colleagues(user) if held else (),
    }


def _adoptable(known: earlier.Earlier) -> dict[str, str] | None:
    """The codes with which the earlier verdict can be taken over; None where it was recorded without them."""
    own = {said: name for name, said in codes.VERDICTS.items()}.get((known.verdict, known.classification))
    if own is None or (known.verdict == "abuse_material" and len(known.codes) < len(words.LISTS)):
        return None
    return {"version": CURRENT["assessment"], **known.codes, "classification": own}
