"""The headers every face carries, written out, so that a change of one is a change of this page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from kindline.faces.ui.headers import StrictHeaders, locked_headers

BARE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOTHING = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
SCRIPTED = f"{BARE}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types default"


@pytest.mark.parametrize(
    ("face", "policy"), [("site", BARE), ("desk", SCRIPTED), ("portal", SCRIPTED), ("api", NOTHING), ("ui", BARE)]
)
def test_each_face_has_its_policy(face: str, policy: str) -> None:
    assert locked_headers(face)["Content-Security-Policy"] == policy


@pytest.mark.parametrize("face", ["site", "desk", "portal", "api"])
def test_no_face_may_use_a_sensor_or_be_framed(face: str) -> None:
    headers = locked_headers(face)
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture"):
        assert f"{feature}=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_only_staff_may_use_passkeys() -> None:
    assert "publickey-credentials-get=()" in locked_headers("site")["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in locked_headers("desk")["Permissions-Policy"]


def test_staff_pages_are_never_stored_or_indexed(rf: RequestFactory, staff_face: str) -> None:
    answer = StrictHeaders(kept_for_a_year)(rf.get("/queue/"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


@override_settings(ROOT_URLCONF="kindline.faces.site.urls")
def test_a_view_cannot_loosen_a_locked_header(rf: RequestFactory) -> None:
    answer = StrictHeaders(careless)(rf.get("/"))
    assert answer.headers["Content-Security-Policy"] == BARE
    assert "Server" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@override_settings(SECURE_HSTS_SECONDS=31_536_000)
def test_a_server_asks_for_https_for_a_year() -> None:
    assert locked_headers("site")["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def kept_for_a_year(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Cache-Control": "public, max-age=31536000"})


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Content-Security-Policy": "default-src *", "Server": "careless/1.0"})
