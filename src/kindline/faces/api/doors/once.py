"""The innermost door: a request that carries an `Idempotency-Key` is done once, however often it is sent."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kindline.faces.api.doors.signed import who
from kindline.faces.api.doors.spoken import door
from kindline.faces.api.problems import Problem
from kindline.kernel.partners import remembering
from kindline.kernel.partners.remembering import Answer

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# What is fetched is sealed and may be fetched again: such an answer is never copied (P8).
NEVER_KEPT = "/fetch"


class Once:
    """Answers from memory where the same partner sent the same request under the same key within a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.inside = door(self._inside)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        keyed = request.method == "POST" and "HTTP_IDEMPOTENCY_KEY" in request.META
        if not keyed or not hasattr(request, "asking") or request.path_info.endswith(NEVER_KEPT):
            return self.get_response(request)
        return self.inside(request)

    def _inside(self, request: HttpRequest) -> HttpResponse:
        partner, key = who(request).partner, request.META["HTTP_IDEMPOTENCY_KEY"]
        if not KEY.fullmatch(key):
            raise Problem("bad_key")
        earlier = begun(request, key)
        if earlier is not None:
            return HttpResponse(earlier.content, status=earlier.status, content_type=earlier.kind)
        response = self.get_response(request)
        if response.status_code >= 500:
            remembering.abandon(partner, key)
        else:
            kept = Answer(response.status_code, response.headers["Content-Type"], response.content)
            remembering.finish(partner, key, kept)
        return response


def begun(request: HttpRequest, key: str) -> Answer | None:
    """None when this request is ours to do; Problem when the key is taken."""
    said = b"\n".join([request.get_full_path().encode(), request.body])
    try:
        return remembering.begin(who(request).partner, key, request=said)
    except remembering.AnotherRequest:
        raise Problem("another_request_under_key") from None
    except remembering.StillAtWork:
        raise Problem("still_at_work", retry_after=2) from None
