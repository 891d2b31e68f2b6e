"""The door of telephone exchanges: signed, fresh, once; and what becomes of an event behind it."""

import hashlib
import hmac
import json
import secrets
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from kindline.faces.cli import ROOT
from kindline.kernel import clock
from kindline.kernel.contacts.mapping import FOLDER
from kindline.kernel.contacts.models import Contact
from kindline.kernel.installing import make_exchange_key
from kindline.kernel.people.models import User
from tests.installation import Installation

pytestmark = pytest.mark.db
EVENT = json.loads((ROOT / "examples" / "exchange-event.json").read_text())
RINGS = json.loads(json.dumps(EVENT).replace("call.answered", "call.initiated"))


class Exchange:
    """Signs as docs/calls.md says, with the standard library alone."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def send(self, event: object, *, name: str = "main", at: int = 0, nonce: str = "", **changed: str) -> HttpResponse:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        when, once = str(at or int(clock.now().timestamp())), nonce or secrets.token_hex(16)
        lines = (b"kindline/exchange/1", name.encode(), when.encode(), once.encode(), body)
        signature = hmac.new(self.secret.encode(), b"\n".join(lines), hashlib.sha256).hexdigest()
        headers = {"kindline-time": when, "kindline-nonce": once, "kindline-signature": signature} | changed
        client = Client(raise_request_exception=False)
        return client.post(f"/v1/calls/{name}", body, content_type="application/json", headers=headers)


@pytest.fixture
def exchange(api: None, installation: Installation) -> Exchange:
    folder = Path(installation.data) / FOLDER
    folder.mkdir()
    (folder / "main.toml").write_text((ROOT / "examples" / "exchange.toml").read_text())
    return Exchange(make_exchange_key(installation.keys, name="main"))


def test_a_call_rings_is_answered_at_a_known_telephone_and_is_over(exchange: Exchange) -> None:
    User.objects.create_user(username="n.peeters", role="counsellor")
    assert exchange.send(RINGS).json() == {"result": "noted"}
    assert exchange.send(EVENT).json() == {"result": "noted"}
    contact = Contact.objects.get()
    assert (contact.state, contact.line, str(contact.counsellor)) == ("open", "answered", "n.peeters")
    over = json.loads(json.dumps(EVENT).replace("call.answered", "call.hangup"))
    assert exchange.send(over).json() == {"result": "noted"}
    assert Contact.objects.get().line == "over"


def test_other_events_and_outgoing_calls_are_passed_over(exchange: Exchange) -> None:
    for old, new in (("call.answered", "call.recorded"), ("incoming", "outgoing")):
        event = json.loads(json.dumps(EVENT).replace(old, new))
        assert exchange.send(event).json() == {"result": "passed_over"}
    assert not Contact.objects.exists()


def test_whoever_signs_nothing_something_else_too_late_or_again_stays_outside(exchange: Exchange) -> None:
    now, once = int(clock.now().timestamp()), secrets.token_hex(16)
    assert exchange.send(RINGS, at=now, nonce=once).status_code == 200
    refused = {
        "replayed": exchange.send(RINGS, at=now, nonce=once),
        "stale": exchange.send(RINGS, at=now - 301),
        "nonce": exchange.send(RINGS, nonce="short"),
        "not_signed": exchange.send(RINGS, **{"kindline-signature": ""}),
        "not_recognised": exchange.send(RINGS, **{"kindline-signature": "0" * 64}),
    }
    assert {code: (answer.status_code, answer.json()["code"]) for code, answer in refused.items()} == {
        code: (401, code) for code in refused
    }
    for stranger in (Exchange(exchange.secret), Exchange("x" * 43)):
        assert stranger.send(RINGS, name="other").json()["code"] == "not_recognised"
    assert Exchange("x" * 43).send(RINGS).json()["code"] == "not_recognised"
    assert Contact.objects.count() == 1


def test_what_cannot_be_read_has_a_clear_answer_that_quotes_nothing(exchange: Exchange) -> None:
    nameless = json.loads(json.dumps(EVENT).replace("session", "other"))
    answers = {"unreadable": exchange.send(b"{+32470000000"), "not_as_described": exchange.send(nameless)}
    for code, answer in answers.items():
        assert answer.json()["code"] == code and b"32470" not in answer.content


def test_a_partner_rings_nothing_and_an_exchange_reads_nothing(exchange: Exchange) -> None:
    headers = {"kindline-time": "1", "kindline-nonce": "x" * 16, "kindline-signature": "0"}
    assert Client().get("/v1/notices", headers=headers).status_code == 401
    assert Client().get("/v1/calls/main", headers=headers).status_code == 401
