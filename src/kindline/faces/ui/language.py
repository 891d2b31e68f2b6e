"""In which language we answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

KNOWN = tuple(code for code, _ in settings.LANGUAGES)


def preferred(request: HttpRequest) -> tuple[str, ...]:
    """Our languages, the ones that the browser asks for first."""
    asked = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:500])
    wanted = [code.split("-")[0] for code, _ in asked]
    return tuple(dict.fromkeys([code for code in wanted if code in KNOWN] + list(KNOWN)))


def language_of(request: HttpRequest) -> str:
    """The language of the address (/nl/…), else the first that the browser asks for."""
    prefix = request.path_info[1:3]
    return prefix if prefix in KNOWN and request.path_info[3:4] in ("", "/") else preferred(request)[0]


class StaffLanguage:
    """Staff read in the language of their account; before sign-in, in that of their browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(getattr(request, "user", None), "language", "") or language_of(request)
        with translation.override(chosen if chosen in KNOWN else KNOWN[0]):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", chosen)
            return response
