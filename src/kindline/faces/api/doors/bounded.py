"""The only bodies we accept are JSON of a known length. All else is answered before its first byte is read (P2)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kindline.faces.api.problems import Problem, answer

JSON = "application/json"
METHODS = ("GET", "POST")
ORDINARY = 64 << 10
# A month of the police's answers in one signed file; a report with all its envelopes.
LIMITS = {"/v1/police/answers": (8 << 20) + 1024, "/v1/reports": 4 << 20}


class Bounded:
    """Refuses other methods, other types, unknown lengths and long bodies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = what_is_wrong(request)
        if code is None:
            return self.get_response(request)
        response = answer(Problem(code))
        if code == "no_such_method":
            response.headers["Allow"] = ", ".join(METHODS)
        return response


def what_is_wrong(request: HttpRequest) -> str | None:
    """The code of the first thing that is not as it must be."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method not in METHODS:
        return "no_such_method"
    if "HTTP_TRANSFER_ENCODING" in request.META or not length.isdecimal():
        return "no_length"
    if request.method == "GET":
        return None if length == "0" else "unreadable"
    if request.content_type != JSON and (length != "0" or request.content_type):
        return "json_only"
    return "too_large" if int(length) > LIMITS.get(request.path_info, ORDINARY) else None
