"""The API's addresses, under the version. Which partner may ask what is written in tests/faces/roles.py."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kindline.faces.api.assembled import api, openapi
from kindline.faces.api.endpoints.calls import calls
from kindline.faces.api.problems import Problem, answer


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for everyone: it names no partner and no thing."""
    if request.method != "GET":
        return answer(Problem("no_such_method"))
    return HttpResponse(openapi(), content_type="application/json")


# Ninja's root is a redirect to pages that we do not have.
operations = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]

urlpatterns = [
    path("v1/openapi.json", description, name="openapi"),
    path("v1/calls/<slug:exchange>", calls, name="calls"),
    path("v1/", include(operations)),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(Problem("not_found"))


def handler500(request: HttpRequest) -> HttpResponse:
    return answer(Problem("failed"))
