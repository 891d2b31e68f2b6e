"""The doors every request passes: what is not signed, not bounded, too fast or a copy is refused, in one shape."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from kindline.faces.ui.headers import locked_headers
from kindline.kernel import clock
from kindline.kernel.partners import pacing
from kindline.kernel.partners.models import Remembered
from kindline.services.hotline.models import Notice
from tests.faces.api.conftest import Caller
from tests.faces.portal.conftest import Waiting

pytestmark = pytest.mark.db
Partners = Callable[..., Caller]
ME = "/v1/me"


def problem(response: HttpResponse) -> str:
    """Its code, once everything that a refusal promises has been looked at."""
    said = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (said["status"], said["type"]) == (response.status_code, f"urn:kindline:problem:{said['code']}")
    assert said["title"] and said["detail"] and response.headers["Content-Language"]
    assert locked_headers("api").items() <= dict(response.headers).items()
    assert not response.cookies
    return str(said["code"])


def test_a_signed_request_is_told_who_it_is(partner: Partners) -> None:
    caller = partner("provider")
    response = caller.get(ME)
    assert response.json()["id"] == caller.id
    assert response.json()["scopes"] == ["actions", "notices"]
    assert response.headers["Cache-Control"] == "no-store"
    assert locked_headers("api").items() <= dict(response.headers).items()
    assert not response.cookies


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, "not_signed"), ("Basic eDp5", "not_signed"), ("Bearer", "not_signed"), ("Bearer x.y.z", "not_recognised")],
)
def test_what_is_not_signed_gets_nothing(api: None, header: str | None, code: str) -> None:
    response = Client().get(ME, headers={"authorization": header} if header else {})
    assert (response.status_code, problem(response)) == (401, code)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="kindline"'


def test_an_unknown_address_is_not_told_to_strangers(partner: Partners) -> None:
    assert problem(Client().get("/v1/anything")) == "not_signed"
    assert problem(partner("site").get("/v1/anything")) == "not_found"


def test_a_copy_of_a_request_is_refused(partner: Partners) -> None:
    caller = partner("provider")
    header = {"authorization": f"Bearer {caller.assertion('GET', ME)}"}
    assert Client().get(ME, headers=header).status_code == 200
    assert problem(Client().get(ME, headers=header)) == "replayed"


def test_an_assertion_is_not_good_for_another_request(partner: Partners) -> None:
    caller = partner("provider")
    for target, said in ((f"{ME}?all=1", ME), ("/v1/notices", ME)):
        header = {"authorization": f"Bearer {caller.assertion('GET', said)}"}
        assert problem(Client().get(target, headers=header)) == "another_request"


def test_whoever_has_a_wrong_clock_is_told_the_time(partner: Partners) -> None:
    caller = partner("provider")
    late = int((clock.now() - timedelta(hours=1)).timestamp())
    header = {"authorization": f"Bearer {caller.assertion('GET', ME, issued_at=late, expires_at=late + 60)}"}
    response = Client().get(ME, headers=header)
    assert problem(response) == "stale"
    assert response.json()["now"][:13] == clock.now().isoformat()[:13]


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Dit verzoek is niet ondertekend"), ("fr-BE", "Cette requête n’est pas signée"),
     ("de", "Diese Anfrage ist nicht unterschrieben"), ("ja", "Dit verzoek is niet ondertekend"),
     ("", "This request is not signed")],
)  # fmt: skip
def test_a_refusal_speaks_the_callers_language(api: None, language: str, title: str) -> None:
    response = Client().get(ME, headers={"accept-language": language} if language else {})
    assert response.json()["title"] == title


class Canary(BytesIO):
    """A body that notes whether anybody touched it."""

    touched = False

    def read(self, *args: object) -> bytes:
        self.touched = True
        return super().read(*args)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "kind", "length", "status"),
    [
        ("POST", "multipart/form-data; boundary=b", "10", 415),
        ("POST", "application/x-www-form-urlencoded", "10", 415),
        ("POST", "image/jpeg", "10", 415),
        ("POST", "", "10", 415),
        ("POST", "text/plain", "0", 415),
        ("POST", "application/json", "70000", 413),
        ("POST", "application/json", "-1", 411),
        ("POST", "application/json", "chunked", 411),
        ("GET", "", "chunked", 411),
        ("GET", "application/json", "10", 400),
        ("PUT", "application/json", "10", 405),
        ("DELETE", "", "", 405),
        ("TRACE", "", "", 405),
    ],
)
def test_what_we_do_not_take_is_answered_before_a_byte_is_read(
    api: None, method: str, kind: str, length: str, status: int
) -> None:
    canary = Canary(b"0123456789")
    sized = {"HTTP_TRANSFER_ENCODING": "chunked"} if length == "chunked" else {"CONTENT_LENGTH": length}
    environ = {"wsgi.input": canary, "CONTENT_TYPE": kind, **sized}
    response = Client().generic(method, "/v1/police/parcels/fetch", **environ)
    assert (response.status_code, bool(problem(response))) == (status, True)
    assert not canary.touched
    assert (response.headers.get("Allow") == "GET, POST") == (status == 405)


def test_the_wrong_method_of_the_two_is_refused_too(partner: Partners) -> None:
    response = partner("provider").post(ME, {})
    assert (problem(response), response.headers["Allow"]) == ("no_such_method", "GET")


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 50_000])
def test_what_is_not_json_is_said_to_be_so(partner: Partners, body: bytes) -> None:
    assert problem(partner("authority").post("/v1/police/parcels/fetch", body)) == "unreadable"


def test_a_fault_is_named_by_its_place_and_quotes_nothing(partner: Partners) -> None:
    response = partner("authority").post(
        "/v1/police/parcels/fetch", {"parcels": ["https://secret.example"], "sekret": 1}
    )
    assert problem(response) == "not_as_described"
    assert {(fault["where"], fault["what"]) for fault in response.json()["errors"]} == {
        ("body.wanted.parcels.0", "uuid_parsing"),
        ("body.wanted", "extra_forbidden"),
    }
    assert b"secret" not in response.content and b"sekret" not in response.content


def test_who_asks_too_fast_is_told_when_to_come_back(partner: Partners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "BURST", 3)
    monkeypatch.setattr(pacing, "EVERY", timedelta(minutes=1))
    caller = partner("provider")
    answers = [caller.get(ME) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (problem(answers[-1]), 1 <= int(answers[-1].headers["Retry-After"]) <= 60) == ("too_fast", True)
    clock.move(timedelta(seconds=int(answers[-1].headers["Retry-After"])))
    assert caller.get(ME).status_code == 200


def test_a_request_sent_twice_under_one_key_is_done_once(partner: Partners, waiting_notice: Waiting) -> None:
    caller, key = partner("provider"), "0123456789abcdef"
    url = f"/v1/notices/{waiting_notice.notice.number}/actions"
    removed = {"actions": [{"line": 1, "action": "removed"}]}
    first = caller.post(url, removed, **{"idempotency-key": key})
    Notice.objects.get().items.filter(line=1).update(action="moved")
    again = caller.post(url, removed, **{"idempotency-key": key})
    assert (again.status_code, again.content) == (first.status_code, first.content) == (200, first.content)
    assert Notice.objects.get().items.get(line=1).action == "moved"
    other = caller.post(url, {"actions": [{"line": 1, "action": "refused"}]}, **{"idempotency-key": key})
    assert (other.status_code, problem(other)) == (409, "another_request_under_key")
    stranger = partner("provider")
    assert stranger.post(url, removed, **{"idempotency-key": key}).status_code == 200
    assert problem(caller.post(url, removed, **{"idempotency-key": "short"})) == "bad_key"


def test_an_answer_that_carries_sealed_things_is_never_copied(
    partner: Partners, waiting_notice: Waiting, parcel: object
) -> None:
    key = {"idempotency-key": "0123456789abcdef"}
    assert partner("provider").post(f"/v1/notices/{waiting_notice.notice.number}/fetch", **key).status_code == 200
    assert partner("authority").post("/v1/police/parcels/fetch", {}, **key).json()["parcels"]
    assert not Remembered.objects.exists()


@override_settings(API_CERTIFICATE_HEADER="X-Client-Certificate")
def test_with_a_front_that_checks_certificates_a_pinned_one_is_needed_as_well(partner: Partners) -> None:
    caller = partner("provider", certificate="ab" * 32)
    assert problem(caller.get(ME)) == "certificate"
    assert caller.get(ME, **{"x-client-certificate": "ab" * 32}).status_code == 200
    assert (
        problem(partner("site", certificate="cd" * 32).get(ME, **{"x-client-certificate": "ab" * 32})) == "certificate"
    )


def test_without_such_a_front_its_header_is_not_listened_to(partner: Partners) -> None:
    caller = partner("provider", certificate="ab" * 32)
    assert problem(caller.get(ME, **{"x-client-certificate": "ab" * 32})) == "certificate"


def test_a_failure_of_ours_says_so_and_nothing_else(partner: Partners, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = partner("provider")
    monkeypatch.setattr("kindline.faces.api.endpoints.about.Me", None)
    response = caller.get(ME)
    assert (response.status_code, problem(response)) == (500, "failed")


def test_the_description_is_for_everyone_and_never_changes_under_way(api: None) -> None:
    one, other = (Client().get("/v1/openapi.json").content for _ in range(2))
    assert one == other
    assert json.loads(one)["openapi"].startswith("3.1")
    assert problem(Client().post("/v1/openapi.json", b"{}", content_type="application/json")) == "no_such_method"
