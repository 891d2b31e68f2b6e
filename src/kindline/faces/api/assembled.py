"""The API, put together: its endpoints, and what becomes of everything they refuse."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kindline.faces.api import schema
from kindline.faces.api.endpoints import about, notices, police, referrals, reports
from kindline.faces.api.problems import Problem, answer
from kindline.faces.api.shapes import ProblemDetails

DESCRIPTION = (
    "For those who work with this hotline. Everything confidential is sealed before it comes here and opens only with "
    "your own keys, on your own machines. Times are UTC. A worked example for each partner is in docs/api.md."
)
api = NinjaAPI(
    title="Kindline", version="1", description=DESCRIPTION, docs_url=None, openapi_url=None, urls_namespace="v1"
)
api.add_router("", about.router)
api.add_router("/police", police.router)
api.add_router("/notices", notices.router)
api.add_router("/referrals", referrals.router)
api.add_router("", reports.router)


@api.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(problem)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja itself raises this for a body that is not JSON, and for nothing else here."""
    return answer(Problem("unreadable"))


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The places and the kinds of fault, never what stood there: it may be an address."""
    return answer(Problem("not_as_described", errors=[place(fault) for fault in error.errors[:50]]))


def place(fault: dict[str, Any]) -> dict[str, str]:
    """Where and what; the name of a field that nobody described is its sender's own text and is left out."""
    at = fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"]
    return {"where": ".".join(map(str, at)), "what": str(fault["type"])}


@cache
def openapi() -> bytes:
    """The OpenAPI document."""
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    return schema.document(api, problem=problem)
