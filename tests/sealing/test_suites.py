import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing import suites
from kindline.sealing.errors import Tampered
from kindline.sealing.hidden import dearmoured
from kindline.sealing.keys import SealingPrivateKey
from tests.sealing.hpke_reference import RFC_9180_A_1_1, key_schedule, open_256, shared_secret

VECTOR = {name: bytes.fromhex(value) for name, value in RFC_9180_A_1_1.items()}


def test_the_reference_agrees_with_rfc_9180_appendix_a_1() -> None:
    shared = shared_secret(VECTOR["skRm"], VECTOR["enc"])
    key, nonce = key_schedule(shared, VECTOR["info"], aead_id=1, key_length=16)
    assert (shared, key, nonce) == (VECTOR["shared_secret"], VECTOR["key"], VECTOR["base_nonce"])
    assert AESGCM(key).decrypt(nonce, VECTOR["ct"], VECTOR["aad"]) == VECTOR["pt"]


def test_the_reference_opens_what_the_library_seals() -> None:
    key = SealingPrivateKey.generate()
    sealed = suites.hpke_seal(b"a page", recipient=key.public(), info=b"a use")
    secret = dearmoured(SealingPrivateKey.PREFIX, key.to_text())
    assert open_256(sealed, secret_key=secret, info=b"a use") == b"a page"
    assert len(sealed) == len(b"a page") + suites.HPKE_OVERHEAD


def test_bytes_too_short_or_of_small_order_are_refused_as_tampered() -> None:
    key = SealingPrivateKey.generate()
    for sealed in (b"", bytes(31), bytes(48), bytes(96)):
        with pytest.raises(Tampered):
            suites.hpke_open(sealed, key=key, info=b"")
