"""The door that asks who is there: every request but that for the description is signed.

By a partner, or by a telephone exchange for its calls.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kindline.faces.api.doors.exchange import CALLS, exchange_of
from kindline.faces.api.doors.spoken import door
from kindline.faces.api.problems import Problem
from kindline.kernel import clock
from kindline.kernel.partners.asking import Asking, Request, Stranger, who_asks

OPEN = ("/v1/openapi.json",)


class Signed:
    """Puts `asking` on a partner's request, or refuses; deny by default, whatever a view says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.inside = door(self._inside)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.path_info in OPEN else self.inside(request)

    def _inside(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(CALLS):
            exchange_of(request)
        else:
            request.asking = asking(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def asking(request: HttpRequest) -> Asking:
    """Who asks; Problem for a stranger."""
    scheme, _, assertion = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not assertion:
        raise Problem("not_signed")
    signed = Request(str(request.method), request.get_full_path(), request.body, certificate(request))
    try:
        return who_asks(assertion.strip(), signed, audience=settings.API_URL)
    except Stranger as stranger:
        if stranger.code == "stale":
            raise Problem("stale", now=clock.now().isoformat(timespec="seconds")) from None
        raise Problem(stranger.code) from None


def who(request: HttpRequest) -> Asking:
    """The partner that was let in."""
    found: Asking = request.asking  # type: ignore[attr-defined]
    return found


def certificate(request: HttpRequest) -> str:
    """What the front saw, if a front is configured to say so; whoever else sends that header is not listened to."""
    name = settings.API_CERTIFICATE_HEADER
    return str(request.META.get("HTTP_" + name.upper().replace("-", "_"), "")) if name else ""
