"""Many at once: a copy is refused, a key is answered once, and the pace is one pace, whichever process is asked."""

import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from kindline.kernel import clock
from kindline.kernel.partners import pacing, register, remembering
from kindline.kernel.partners.asking import Request, Stranger, who_asks
from kindline.kernel.partners.models import Partner
from kindline.sealing.assertion import Claims, body_hash, sign_assertion
from kindline.sealing.keys import SigningPrivateKey
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases=["core"], transaction=True)
MANY = 8
KEY = SigningPrivateKey.generate()


@pytest.fixture
def site(installation: Installation) -> Partner:
    return register.add(id="site", kind="site", name="Site", keys=[KEY.public()], by="test")


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What each of many threads got, or the name of what it was refused with."""
    gate, got = threading.Barrier(MANY), []

    def run() -> None:
        gate.wait()
        try:
            got.append(act())
        except (Stranger, remembering.StillAtWork) as refusal:
            got.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_of_equal_requests_at_once_one_is_taken(site: Partner) -> None:
    now = int(clock.now().timestamp())
    claims = Claims("site", "here", now, now + 60, secrets.token_hex(16), "GET", "/", body_hash(b""))
    assertion = sign_assertion(claims, key=KEY)
    got = at_once(lambda: who_asks(assertion, Request("GET", "/", b""), audience="here").by)
    assert sorted(got) == ["Stranger"] * (MANY - 1) + ["partner:site"]


def test_of_equal_requests_under_one_key_one_is_begun(site: Partner) -> None:
    got = at_once(lambda: remembering.begin(site, "k" * 16, request=b"x"))
    assert [one for one in got if one != "StillAtWork"] == [None] and len(got) == MANY


def test_no_more_are_let_through_at_once_than_one_after_another(site: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "BURST", 5)
    monkeypatch.setattr(pacing, "EVERY", timedelta(hours=1))
    assert sorted(bool(wait) for wait in at_once(lambda: pacing.wait_for_turn("site"))) == [False] * 5 + [True] * 3
