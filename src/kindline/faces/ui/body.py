"""The only bodies we accept are short forms in text. Everything else is answered before its first byte is read (P2)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
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
    """A page that says what we do not take and what to do instead, in the reader's language."""
    language = language_of(request)
    with translation.override(language):
        words = {
            405: (_("This page cannot do that"), _("Go back and use the buttons on the page.")),
            411: (_("We could not see how long your text is"), _("Go back and send it again.")),
            413: (_("That is too much text at once"), _("Go back and send fewer addresses or a shorter text.")),
            415: (
                _("We take no pictures and no files"),
                _("Never send or save images of abuse. The address is enough. Go back and paste the address as text."),
            ),
        }[status]
        page = render_to_string("ui/refused.html", {"title": words[0], "advice": words[1], "language": language})
    # The unread body would otherwise be taken for the next request on this connection.
    headers = {"Allow": ", ".join(METHODS)} if status == 405 else {}
    return HttpResponse(page, status=status, headers=headers)
