"""Who may speak with us, at which pace, and what becomes of a request that comes twice."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.partners import pacing, register, remembering
from kindline.kernel.partners.asking import Request, Stranger, who_asks
from kindline.kernel.partners.models import Partner, Remembered, UsedAssertion
from kindline.kernel.partners.remembering import Answer
from kindline.sealing.assertion import Claims, body_hash, sign_assertion
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases=["core"])
AUDIENCE = "https://api.hotline.test"
ASKED = Request("POST", "/v1/notices", b"{}")
KEY, OPENING = SigningPrivateKey.generate(), SealingPrivateKey.generate()


@pytest.fixture
def hoster(installation: Installation) -> Partner:
    keys = [KEY.public(), OPENING.public()]
    return register.add(id="hoster", kind="provider", name="Hoster", speaks_for="hoster-one", keys=keys, by="test")


def claims(**changed: object) -> Claims:
    now = int(clock.now().timestamp())
    made = Claims(
        "hoster", AUDIENCE, now, now + 60, secrets.token_hex(16), ASKED.method, ASKED.target, body_hash(ASKED.body)
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def ask(said: Claims, *, key: SigningPrivateKey = KEY, request: Request = ASKED) -> str:
    return who_asks(sign_assertion(said, key=key), request, audience=AUDIENCE).by


def refused(said: Claims, **named: object) -> str:
    with pytest.raises(Stranger) as stranger:
        ask(said, **named)  # type: ignore[arg-type]
    return stranger.value.code


def test_a_partner_that_signs_its_request_is_known(hoster: Partner) -> None:
    assert ask(claims()) == "partner:hoster"


def test_an_assertion_is_good_for_one_request_once(hoster: Partner) -> None:
    said = claims()
    assert ask(said) == "partner:hoster"
    assert refused(said) == "replayed"


@pytest.mark.parametrize(
    "request_", [replace(ASKED, method="GET"), replace(ASKED, target="/v1/notices?x=1"), replace(ASKED, body=b"{ }")]
)
def test_an_assertion_for_one_request_speaks_for_no_other(hoster: Partner, request_: Request) -> None:
    assert refused(claims(), request=request_) == "another_request"


@pytest.mark.parametrize(("issued", "expires"), [(-400, -100), (-301, 60), (-120, -1), (90, 120), (0, 301)])
def test_an_assertion_is_fresh_and_short(hoster: Partner, issued: int, expires: int) -> None:
    now = int(clock.now().timestamp())
    assert refused(claims(issued_at=now + issued, expires_at=now + expires)) == "stale"


def test_an_absurd_time_is_only_stale(hoster: Partner) -> None:
    assert refused(claims(issued_at=10**18, expires_at=10**18 + 1)) == "stale"


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"audience": "https://elsewhere.test"}, "another_audience"), ({"issuer": "other"}, "not_recognised"),
     ({"nonce": "short"}, "nonce")],
)  # fmt: skip
def test_a_claim_that_is_not_for_us_is_refused(hoster: Partner, changed: dict[str, str], code: str) -> None:
    assert refused(claims(**changed)) == code
    assert not UsedAssertion.objects.exists()


def test_a_key_that_we_do_not_know_learns_nothing(hoster: Partner) -> None:
    assert refused(claims(), key=SigningPrivateKey.generate()) == "not_recognised"


def test_a_partner_is_shut_out_from_the_moment_it_is_revoked(hoster: Partner) -> None:
    register.revoke("hoster", by="test")
    assert refused(claims()) == "not_recognised"
    assert register.opening_keys(kind="provider", speaks_for="hoster-one") == []


def test_a_partner_ends_with_its_last_day(installation: Installation) -> None:
    until = clock.now() + timedelta(hours=1)
    register.add(id="hoster", kind="site", name="S", keys=[KEY.public()], until=until, by="test")
    assert ask(claims()) == "partner:hoster"
    clock.move(timedelta(hours=2))
    assert refused(claims()) == "not_recognised"


def test_earlier_keys_end_some_days_after_the_next_ones_came(hoster: Partner) -> None:
    fresh = SigningPrivateKey.generate()
    register.rotate("hoster", keys=[fresh.public()], keep=timedelta(days=2), by="test")
    assert ask(claims()) == ask(claims(), key=fresh)
    clock.move(timedelta(days=3))
    assert refused(claims()) == "not_recognised"
    assert ask(claims(), key=fresh) == "partner:hoster"
    assert register.opening_keys(kind="provider", speaks_for="hoster-one") == [OPENING.public()]


def test_a_pinned_certificate_must_have_been_seen_by_the_front(hoster: Partner) -> None:
    Partner.objects.update(certificate="ab" * 32)
    assert refused(claims()) == "certificate"
    assert ask(claims(), request=replace(ASKED, certificate="AB" * 32)) == "partner:hoster"


def test_every_change_of_the_register_is_in_the_log(hoster: Partner) -> None:
    register.rotate("hoster", keys=[SigningPrivateKey.generate().public()], keep=timedelta(), by="test")
    register.revoke("hoster", by="test")
    actions = [json.loads(bytes(leaf.payload))["action"] for leaf in Leaf.objects.all()]
    assert sorted(actions) == ["partner.added", "partner.revoked", "partner.rotated"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kind": "friend"}, "one of"),
        ({"speaks_for": ""}, "speak for"),
        ({"keys": [OPENING.public()]}, "signing key"),
        ({"keys": [SigningPrivateKey.generate().public()]}, "opening key"),
        ({"scopes": ["parcels"]}, "may have"),
        ({"id": "hoster"}, "known already"),
        ({}, "one partner"),
    ],
)
def test_what_the_register_cannot_take_it_says(hoster: Partner, changed: dict[str, object], why: str) -> None:
    given = {
        "id": "other",
        "kind": "provider",
        "name": "O",
        "speaks_for": "o",
        "keys": [KEY.public(), OPENING.public()],
    }
    with pytest.raises(register.Refused, match=why):
        register.add(**(given | changed), by="test")  # type: ignore[arg-type]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine gives nobody a turn that a quick one would not."""
    monkeypatch.setattr(pacing, "EVERY", timedelta(hours=1))


def test_a_burst_is_taken_and_then_each_waits_for_its_turn(hoster: Partner, still: None) -> None:
    waits = [pacing.wait_for_turn("hoster") for _ in range(pacing.BURST + 1)]
    assert not any(waits[:-1])
    assert timedelta() < waits[-1] <= pacing.EVERY
    clock.move(waits[-1])
    assert not pacing.wait_for_turn("hoster")


def test_an_urgent_request_never_waits_and_ordinary_ones_wait_for_it(hoster: Partner, still: None) -> None:
    waits = [pacing.wait_for_turn("hoster", urgent=True) for _ in range(pacing.BURST + 20)]
    assert not any(waits)
    assert pacing.wait_for_turn("hoster") > 19 * pacing.EVERY


def test_a_request_is_answered_once_and_remembered(hoster: Partner) -> None:
    answer = Answer(200, "application/json", b"{}")
    assert remembering.begin(hoster, "k", request=b"one") is None
    remembering.finish(hoster, "k", answer)
    assert remembering.begin(hoster, "k", request=b"one") == answer
    with pytest.raises(remembering.AnotherRequest):
        remembering.begin(hoster, "k", request=b"two")


def test_a_request_at_work_is_not_begun_twice_unless_it_was_given_up(hoster: Partner) -> None:
    assert remembering.begin(hoster, "k", request=b"one") is None
    with pytest.raises(remembering.StillAtWork):
        remembering.begin(hoster, "k", request=b"one")
    clock.move(timedelta(minutes=2))
    assert remembering.begin(hoster, "k", request=b"one") is None
    remembering.abandon(hoster, "k")
    assert remembering.begin(hoster, "k", request=b"two") is None


def test_answers_are_forgotten_after_a_day(hoster: Partner) -> None:
    remembering.begin(hoster, "k", request=b"one")
    clock.move(timedelta(days=2))
    assert remembering.begin(hoster, "other", request=b"x") is None
    assert Remembered.objects.get().key == "other"
