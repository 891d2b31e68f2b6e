"""Problem details (RFC 9457): one shape for everything that is refused, in the caller's language, quoting nothing."""

import json
from typing import Any

from django.http import HttpResponse

from kindline.faces.api.phrases import BY_STATUS, PROBLEMS

KIND = "application/problem+json"
TYPE = "urn:kindline:problem:"


class Problem(Exception):
    """Raised anywhere below the doors; becomes the answer."""

    def __init__(self, code: str, *, retry_after: int = 0, **more: Any) -> None:
        super().__init__(code)
        self.code, self.retry_after, self.more = code, retry_after, more


def answer(problem: Problem) -> HttpResponse:
    """The answer to whoever caused it, in the language that is active."""
    phrase = PROBLEMS[problem.code]
    document = {
        "type": TYPE + problem.code,
        "title": str(phrase.title),
        "status": phrase.status,
        "detail": str(phrase.detail),
        "code": problem.code,
        **problem.more,
    }
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type=KIND, status=phrase.status)
    if phrase.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="kindline"'
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def dressed(response: HttpResponse) -> HttpResponse:
    """The same refusal in our shape, for those that Django or ninja made without us."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < 400 or kind == KIND:
        return response
    made = answer(Problem(BY_STATUS.get(response.status_code, "unreadable")))
    if "Allow" in response.headers:
        made.headers["Allow"] = response.headers["Allow"]
    return made
