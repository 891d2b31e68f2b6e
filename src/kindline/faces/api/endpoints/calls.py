"""What a telephone exchange says of a call (docs/calls.md). No partner's endpoint, so the description has it not."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse

from kindline.faces.api.problems import Problem, answer
from kindline.kernel.contacts.mapping import BadMapping, NotAsMapped, mapping_of
from kindline.kernel.contacts.ringing import hear


def calls(request: HttpRequest, exchange: str) -> HttpResponse:
    """Note one event; `result` is noted, repeated, unknown, or passed_over for one that the mapping does not know."""
    if request.method != "POST":
        return answer(Problem("no_such_method"))
    try:
        heard = mapping_of(exchange).heard(json.loads(request.body))
    except (ValueError, RecursionError) as error:
        return answer(Problem(_code(error)))
    return JsonResponse({"result": hear(heard) if heard else "passed_over"})


def _code(error: Exception) -> str:
    if isinstance(error, BadMapping):
        return "failed"
    return "not_as_described" if isinstance(error, NotAsMapped) else "unreadable"
