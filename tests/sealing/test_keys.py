import pickle

import pytest

from kindline.sealing.errors import BadKey
from kindline.sealing.keys import (
    SealingPrivateKey,
    SealingPublicKey,
    SecretBytes,
    SigningPrivateKey,
    VerifyKey,
    fingerprint,
)

PRIVATE = (SealingPrivateKey, SigningPrivateKey)


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_key_pair_survives_its_text_form(kind: type[SealingPrivateKey]) -> None:
    key = kind.generate()
    assert kind.from_text(key.to_text() + "\n").public() == key.public()
    assert type(key.public()).from_text(key.public().to_text()) == key.public()


def test_text_forms_name_what_they_are() -> None:
    seal, sign = SealingPrivateKey(bytes(range(32))), SigningPrivateKey(bytes(range(32)))
    prefixes = [text.partition(":")[0] for text in (seal.to_text(), seal.public().to_text(), sign.to_text())]
    assert prefixes == ["kindline-x25519-secret", "kindline-x25519-pub", "kindline-ed25519-secret"]


def test_the_key_id_begins_the_fingerprint() -> None:
    key = SealingPrivateKey.generate().public()
    assert key.key_id == "x25519-" + fingerprint(key).replace(" ", "").lower()[:16]
    assert len(fingerprint(key).split()) == 16


def test_equal_bytes_of_another_kind_have_another_id() -> None:
    raw = SealingPrivateKey.generate().public().raw
    assert SealingPublicKey(raw).digest() != VerifyKey(raw).digest()


def test_secrets_hide_from_repr_str_and_pickle() -> None:
    for secret in (SealingPrivateKey.generate(), SigningPrivateKey.generate(), SecretBytes(b"canary-canary")):
        assert f"{secret!r}{secret}" == f"<{type(secret).__name__} hidden>" * 2
        with pytest.raises(TypeError):
            pickle.dumps(secret)


@pytest.mark.parametrize("text", ["", "kindline-x25519-pub:", "kindline-x25519-pub:!!", "kindline-ed25519-pub:AAAA"])
def test_a_line_that_is_no_such_key_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(BadKey) as refusal:
        SealingPublicKey.from_text(text + "canary")
    assert "canary" not in str(refusal.value)


def test_secret_bytes_compare_by_content() -> None:
    assert SecretBytes(b"one") == SecretBytes(b"one")
    assert SecretBytes(b"one") != SecretBytes(b"two")
    key = SecretBytes.random()
    assert SecretBytes.from_text(key.to_text()) == key
