import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.sealing import canonical_json
from kindline.sealing.answer import MAX_DOCUMENT, Tampered, TooLarge, UnknownSigner, sign_document, verify_document
from kindline.sealing.keys import SigningPrivateKey

POLICE = SigningPrivateKey.generate()
KEYS = {POLICE.key_id: POLICE.public()}
PAYLOAD = {"answers": [{"ordinal": 1, "verdict": "not", "note": "café ☃ 🐦"}, {"ordinal": 2, "verdict": None}]}

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[A-Za-z_.-]{1,8}", fullmatch=True), inner)
    ),
    max_leaves=8,
)


def _signed(**changes: Any) -> bytes:
    document = json.loads(sign_document(PAYLOAD, key=POLICE, context="verdict"))
    return canonical_json.dump(document | changes) + b"\n"


def test_a_signed_file_gives_back_payload_and_signer() -> None:
    verified = verify_document(_signed(), keys=KEYS, context="verdict")
    assert (verified.payload, verified.signer_key_id) == (PAYLOAD, POLICE.key_id)


@given(values)
def test_canonical_json_has_one_spelling(value: object) -> None:
    assert canonical_json.load(canonical_json.dump(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', "1.0", "1e3", "-0", "NaN", '"\\u0041"', '"\\ud800"', "01"]
    + ["9007199254740992", '{"é":1}', '{"":1}', "[" * 40 + "]" * 40, "[" * 50_000],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        canonical_json.load(text.encode())


@pytest.mark.parametrize("value", [1.5, 2**53, {"a": b"x"}, {1: 2}, "\ud800", {"a b": 1}])
def test_values_without_a_canonical_form_are_not_signed(value: object) -> None:
    with pytest.raises(ValueError):
        sign_document({"value": value}, key=POLICE, context="verdict")


def test_another_context_another_key_or_any_change_is_refused() -> None:
    other = json.loads(sign_document({"answers": []}, key=POLICE, context="verdict"))
    for data in (
        _signed(payload=other["payload"]),
        _signed(signature=other["signature"]),
        _signed(signature=""),
        _signed(form="kindline/signed/2"),
        _signed(extra=1),
        _signed(context="release"),
        _signed(payload="not base64"),
        _signed(key=None).replace(b"null", b'"x"', 1)[:-20],
        b"[]",
        b"\xff",
        _signed() + b"\n",
    ):
        with pytest.raises(Tampered):
            verify_document(data, keys=KEYS, context="verdict")
    with pytest.raises(Tampered):
        verify_document(_signed(), keys=KEYS, context="release")


@pytest.mark.parametrize("key", ["ed25519-0000000000000000", None, 7, [], {}])
def test_an_unknown_signer_is_named_as_such(key: object) -> None:
    with pytest.raises(UnknownSigner):
        verify_document(_signed(key=key), keys=KEYS, context="verdict")


def test_a_file_beyond_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(TooLarge):
        verify_document(bytes(MAX_DOCUMENT + 1), keys=KEYS, context="verdict")
