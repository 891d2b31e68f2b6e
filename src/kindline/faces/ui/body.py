"""The only bodies we accept are short forms in text. Everything else is answered before its first byte is read (P2)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import gettext as _

from kindline.faces.ui.language import language_of

FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "POST")


def accepts(*types: str, limit: int | None = None) -> Callable[[Any], Any]:
    """Marks a view that takes other text bodies than forms, such as a file of signed answers; never multipart."""
    if any(kind.startswith("multipart/") for kind in types):
        raise ValueError("No view takes files.")

    def mark(view: Any) -> Any:
        view.accepted_types = (FORM, *types)
        view.body_limit = limit
        return view

    return mark


class FormsOnly:
    """Refuses other methods, other types, unknown lengths and long bodies, with a page that says how to go on.

    A body that is refused stays unread: no parser, no temporary file, no memory. The types that a view marked with
    `accepts` are weighed once the view is known, still before anything reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return refuse(request, status=405)
        if request.method != "POST":
            return self.get_response(request)
        if request.content_type and request.content_type.startswith("multipart/"):
            return refuse(request, status=415)
        if not request.META.get("CONTENT_LENGTH", "").isdecimal():
            return refuse(request, status=411)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST":
            return None
        if request.content_type not in getattr(view, "accepted_types", (FORM,)):
            return refuse(request, status=415)
        limit = getattr(view, "body_limit", None) or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META["CONTENT_LENGTH"]) > limit:
            return refuse(request, status=413)
        return None


def refuse(request: HttpRequest, *, status: int) -> HttpResponse:
    """A page that says what we do not take and what to do instead, in the reader's language.

    A face may dress it as its own: `handler_refused` in its URLs, beside Django's `handler404`.
    """
    with translation.override(language_of(request)):
        title, advice = words_for(status)
        dress = getattr(get_resolver().urlconf_module, "handler_refused", plain_page)
        response: HttpResponse = dress(request, status=status, title=title, advice=advice)
    if status == 405:
        response.headers["Allow"] = ", ".join(METHODS)
    return response


def words_for(status: int) -> tuple[str, str]:
    """What was wrong, and how to go on."""
    return {
        405: (_("This page cannot do that"), _("Go back and use the buttons on the page.")),
        411: (_("We could not see how long your text is"), _("Go back and send it again.")),
        413: (_("That is too much text at once"), _("Go back and send fewer addresses or a shorter text.")),
        415: (
            _("We take no pictures and no files"),
            _("Never send or save images of abuse. The address is enough. Go back and paste the address as text."),
        ),
    }[status]


def plain_page(request: HttpRequest, *, status: int, title: str, advice: str) -> HttpResponse:
    return HttpResponse(render_to_string("ui/refused.html", {"title": title, "advice": advice}), status=status)
