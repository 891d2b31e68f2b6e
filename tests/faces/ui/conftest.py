"""A face in miniature: its middleware over one view, without a process of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings


@pytest.fixture
def passed() -> "Callable[..., HttpResponse]":
    """Sends a request through one middleware to a view, the way Django's handler does."""

    def send(middleware: Any, request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
        def handler(request: HttpRequest) -> HttpResponse:
            stopped = early(request, view, (), {}) if early else None
            return stopped or view(request)

        layer = middleware(handler)
        early = getattr(layer, "process_view", None)
        answer: HttpResponse = layer(request)
        return answer

    return send


@pytest.fixture
def rf() -> RequestFactory:
    return RequestFactory()


@pytest.fixture(params=["desk", "portal"])
def staff_face(request: pytest.FixtureRequest) -> Any:
    with override_settings(ROOT_URLCONF=f"kindline.faces.{request.param}.urls"):
        yield request.param
