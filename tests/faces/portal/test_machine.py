"""The machine doors: an officer's fresh signature, used once, and nothing else opens them."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kindline.client.police import answering
from kindline.faces.portal.models import UsedRequest
from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey
from tests.faces.portal.conftest import Browser
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/police/machine/parcels"


def request(
    key: SigningPrivateKey, *, context: str = "portal-request", late: timedelta = timedelta(), **changed: object
) -> bytes:
    at = answering.stamp(clock.now() + late)
    payload = {"at": at, "nonce": secrets.token_hex(16), "want": "parcels", **changed}
    return sign_document(payload, key=key, context=context)


def post(browser: Client, body: bytes, url: str = URL):
    return browser.post(url, body, content_type="application/json")


def test_an_officers_signed_request_fetches_what_waits(
    stranger: Browser, offered: Callable, installation: Installation
) -> None:
    report = offered()
    response = post(stranger, request(installation.police.officer))
    assert [parcel["report"] for parcel in json.loads(response.content)["parcels"]] == [str(report.pk)]
    assert not response.cookies


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"late": timedelta(minutes=-6)}, "stale"),
        ({"late": timedelta(minutes=6)}, "stale"),
        ({"want": "answers"}, "another_want"),
        ({"nonce": "short"}, "unreadable"),
        ({"at": "now"}, "unreadable"),
        ({"context": "answers"}, "unreadable"),
    ],
)
def test_a_request_that_is_not_fresh_or_not_meant_for_here_is_refused(
    stranger: Browser, offered: Callable, installation: Installation, changed: dict, code: str
) -> None:
    offered()
    response = post(stranger, request(installation.police.officer, **changed))
    assert response.status_code in (400, 403)
    assert response.json()["error"] == code


def test_a_copy_of_a_request_is_refused(stranger: Browser, offered: Callable, installation: Installation) -> None:
    offered()
    body = request(installation.police.officer)
    assert post(stranger, body).status_code == 200
    assert post(stranger, body).json() == {"error": "replayed"}
    assert UsedRequest.objects.count() == 1


def test_a_key_that_no_authority_of_the_mandate_has_is_refused(stranger: Browser, offered: Callable) -> None:
    offered()
    assert post(stranger, request(SigningPrivateKey.generate())).json() == {"error": "unknown_signer"}
    assert not UsedRequest.objects.exists()


def test_a_changed_signature_is_refused(stranger: Browser, offered: Callable, installation: Installation) -> None:
    offered()
    document = json.loads(request(installation.police.officer))
    document["signature"] = json.loads(request(installation.police.officer))["signature"]
    body = json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert post(stranger, body).json() == {"error": "unreadable"}


@pytest.mark.parametrize("url", [URL, "/police/machine/answers"])
def test_nothing_but_a_post_of_json_is_read(stranger: Browser, installation: Installation, url: str) -> None:
    assert stranger.get(url).status_code == 405
    assert stranger.post(url, b"x", content_type="text/plain").status_code == 415
    assert stranger.post(url, {"file": "x"}).status_code == 415
    assert post(stranger, b"{}", url).status_code == 400


def test_old_nonces_are_forgotten_once_their_copies_are_stale(
    stranger: Browser, offered: Callable, installation: Installation
) -> None:
    offered()
    body = request(installation.police.officer)
    post(stranger, body)
    clock.move(timedelta(minutes=16))
    assert post(stranger, body).json()["error"] == "stale"
    assert post(stranger, request(installation.police.officer)).status_code == 200
    assert UsedRequest.objects.count() == 1


def test_analysts_find_nothing_here_whatever_they_sign(
    stranger: Browser, officer: Browser, offered: Callable, installation: Installation
) -> None:
    installation.activate(installation.law("assess-be-2017"))
    report = offered()
    analysts = installation.analysts
    refused = post(stranger, request(analysts.officer))
    assert (refused.status_code, refused.json()) == (403, {"error": "at_the_desk"})
    User.objects.filter(role="officer").update(authority="analysts")
    assert officer.send("/police/parcels/").status_code == 403
    document = analysts.answer(reports=[{"report": str(report.pk)}])
    told = officer.post("/police/answers/", document, content_type="application/json")
    assert (told.status_code, told.json()) == (422, {"error": "at_the_desk"})
