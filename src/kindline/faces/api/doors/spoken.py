"""The outermost door: refusals speak the caller's language, and all have one shape."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kindline.faces.api.problems import KIND, Problem, answer, dressed
from kindline.faces.ui.language import preferred


class Spoken:
    """Sets the language by `Accept-Language`, English where nobody asks, and turns problems into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = preferred(request)[0] if request.META.get("HTTP_ACCEPT_LANGUAGE") else "en"
        with translation.override(language):
            response = dressed(self.get_response(request))
            if response.headers["Content-Type"] == KIND:
                response.headers["Content-Language"] = language
            return response


def door(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For the other doors: a problem raised in one is answered there, before Django makes an error page of it."""

    def passed(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Problem as problem:
            return answer(problem)

    return passed
