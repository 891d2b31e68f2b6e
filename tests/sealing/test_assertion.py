"""An assertion says exactly what was signed, in one spelling, and nothing else passes for it."""

import base64
import json
from dataclasses import replace

import pytest

from kindline.sealing.assertion import Claims, body_hash, named_key, read_assertion, sign_assertion
from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SigningPrivateKey

KEY = SigningPrivateKey.generate()
HEADER = {"alg": "EdDSA", "kid": KEY.key_id, "typ": "JWT"}
CLAIMS = Claims(
    "hoster", "https://api.test", 1_764_000_000, 1_764_000_060, "n" * 32, "POST", "/v1/x?y=1", body_hash(b"")
)


def signed_by_hand(payload: dict, header: dict | None = None) -> str:
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    text = f"{part(HEADER if header is None else header)}.{part(payload)}"
    return f"{text}.{base64.urlsafe_b64encode(KEY.sign(text.encode())).decode().rstrip('=')}"


def test_what_was_claimed_is_read_again() -> None:
    assertion = sign_assertion(CLAIMS, key=KEY)
    assert named_key(assertion) == KEY.key_id
    assert read_assertion(assertion, key=KEY.public()) == CLAIMS


def test_another_librarys_spelling_of_the_same_json_is_read_too() -> None:
    payload = {"sub": "hoster", "iss": "hoster", "aud": "a", "iat": 1, "exp": 2, "jti": "j", "htm": "GET", "htu": "/",
               "bdh": "b", "more": [1]}  # fmt: skip
    assert read_assertion(signed_by_hand(payload), key=KEY.public()).issuer == "hoster"


@pytest.mark.parametrize("at", range(3))
def test_no_part_can_be_taken_from_another_assertion(at: int) -> None:
    one = sign_assertion(CLAIMS, key=KEY).split(".")
    other = sign_assertion(replace(CLAIMS, issuer="other"), key=SigningPrivateKey.generate()).split(".")
    one[at] = other[at]
    with pytest.raises(Tampered):
        read_assertion(".".join(one), key=KEY.public())


@pytest.mark.parametrize(
    "header", [{"alg": "none", "kid": KEY.key_id}, {"alg": "HS256", "kid": KEY.key_id}, {"alg": "EdDSA"}, {}]
)
def test_no_other_algorithm_is_ever_read(header: dict) -> None:
    with pytest.raises(Tampered):
        named_key(signed_by_hand({"iss": "hoster"}, header))


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 3000, "bnVsbA.bnVsbA.bnVsbA", f"{'W' * 1000}.e30.e30"]
)
def test_what_is_no_assertion_is_refused_as_such(text: str) -> None:
    with pytest.raises(Tampered):
        read_assertion(text, key=KEY.public())


def test_the_last_character_of_a_signature_has_one_spelling() -> None:
    assertion = sign_assertion(CLAIMS, key=KEY)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(assertion[-1]) ^ 1]
    with pytest.raises(Tampered):
        read_assertion(assertion[:-1] + other, key=KEY.public())


@pytest.mark.parametrize("changed", [{"sub": "other"}, {"exp": "soon"}, {"iat": True}, {"jti": None}, {"htu": 1}])
def test_a_claim_that_is_missing_or_of_another_kind_is_refused(changed: dict) -> None:
    payload = {"sub": "hoster", "iss": "hoster", "aud": "a", "iat": 1, "exp": 2, "jti": "j", "htm": "GET", "htu": "/",
               "bdh": "b"}  # fmt: skip
    with pytest.raises(Tampered):
        read_assertion(signed_by_hand(payload | changed), key=KEY.public())
