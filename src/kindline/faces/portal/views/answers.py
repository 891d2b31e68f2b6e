"""Signed answers come in: posted by the page, or pasted where no script runs. What became of each entry is shown."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from kindline.faces.portal.officers import officer_page, officers
from kindline.faces.portal.phrases import DOCUMENTS, RESULTS, UNREADABLE
from kindline.faces.ui.body import accepts
from kindline.services.hotline.answers import AnswerResult, BadDocument, record_from_outside

JSON = "application/json"
LIMIT = 8 * 1024 * 1024
GOOD = ("accepted", "repeated")


@officers
@accepts(JSON, limit=LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """The signature in the file says who answers; the session only says who carries it."""
    if request.method != "POST":
        return officer_page(request, "answers", {"place": "answers"})
    if request.content_type == JSON:
        return as_json(request.read(LIMIT))
    # A browser sends pasted line ends as CR LF; a signed file has one line.
    document = request.POST.get("document", "").strip().encode() + b"\n"
    try:
        results = record_from_outside(document)
    except BadDocument as bad:
        return officer_page(request, "answers", {"place": "answers", "problem": problem(bad)}, status=422)
    rows = [(result, RESULTS.get(result.result, result.result), result.result in GOOD) for result in results]
    refused = sum(not good for _, _, good in rows)
    return officer_page(request, "answers", {"place": "answers", "rows": rows, "refused": refused})


def as_json(document: bytes) -> JsonResponse:
    """The same for a script or a terminal."""
    try:
        return JsonResponse({"results": plain(record_from_outside(document))})
    except BadDocument as bad:
        return JsonResponse({"error": bad.code}, status=422)


def plain(results: Sequence[AnswerResult]) -> list[dict[str, Any]]:
    return [{"subject": one.subject, "ordinal": one.ordinal, "result": one.result} for one in results]


def problem(bad: BadDocument) -> Any:
    return DOCUMENTS.get(bad.code, UNREADABLE)
