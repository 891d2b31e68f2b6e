"""The door for bodies, as a face with machine-readable answers uses it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kindline.faces.ui.body import FORM, FormsOnly, accepts

Passed = Callable[..., HttpResponse]


def form_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@accepts("text/plain", "application/json", limit=100)
def file_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@pytest.mark.parametrize(
    ("view", "kind", "status"),
    [
        (form_view, FORM, 200),
        (form_view, "text/plain", 415),
        (file_view, "text/plain", 200),
        (file_view, "application/json; charset=utf-8", 200),
        (file_view, FORM, 200),
        (file_view, "text/html", 415),
        (file_view, "multipart/form-data; boundary=x", 415),
    ],
)
def test_a_view_takes_what_it_is_marked_for(
    rf: RequestFactory, passed: Passed, view: Any, kind: str, status: int
) -> None:
    request = rf.generic("POST", "/", b"a=b", content_type=kind)
    assert passed(FormsOnly, request, view).status_code == status


def test_a_view_can_take_less_than_the_face(rf: RequestFactory, passed: Passed) -> None:
    long = rf.generic("POST", "/", b"x" * 101, content_type="text/plain")
    assert passed(FormsOnly, long, file_view).status_code == 413


def test_no_view_can_be_marked_for_files() -> None:
    with pytest.raises(ValueError, match="No view takes files"):
        accepts("multipart/form-data")


@pytest.mark.parametrize(
    ("asked", "language"), [("fr-BE,nl;q=0.5", "fr"), ("ja", "nl"), ("", "nl"), ("de;q=0.9,en", "en")]
)
def test_the_refusal_speaks_the_readers_language(rf: RequestFactory, passed: Passed, asked: str, language: str) -> None:
    request = rf.generic("POST", "/", b"x", content_type="image/png", HTTP_ACCEPT_LANGUAGE=asked)
    assert f'<html lang="{language}">' in passed(FormsOnly, request, form_view).content.decode()


def test_a_refused_method_is_told_which_are_taken(rf: RequestFactory, passed: Passed) -> None:
    answer = passed(FormsOnly, rf.options("/"), form_view)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
