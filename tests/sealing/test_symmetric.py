import pytest

from kindline.sealing.errors import BadCode, Tampered, UnknownSuite
from kindline.sealing.keys import SecretBytes
from kindline.sealing.symmetric import key_from_code, unwrap, wrap


def test_what_was_wrapped_is_unwrapped_under_the_same_key_and_aad() -> None:
    key = SecretBytes.random()
    assert unwrap(key, wrap(key, b"claims", b"address 1"), b"address 1") == b"claims"


def test_another_key_another_row_or_any_change_is_refused() -> None:
    key = SecretBytes.random()
    sealed = wrap(key, b"claims", b"address 1")
    tries = [
        (SecretBytes.random(), sealed, b"address 1"),
        (key, sealed, b"address 2"),
        (key, sealed[:-1], b"address 1"),
        (key, sealed[:5], b"address 1"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"address 1"),
    ]
    for other, data, aad in tries:
        with pytest.raises(Tampered):
            unwrap(other, data, aad)


def test_another_version_is_unknown() -> None:
    with pytest.raises(UnknownSuite):
        unwrap(SecretBytes.random(), b"\x09" + bytes(60), b"")


def test_a_code_gives_one_key_per_context() -> None:
    code = "GYKP-X70Z-F9XZ-2KMN-43RR"
    assert key_from_code(code, b"pickup") == key_from_code(code, b"pickup")
    assert key_from_code(code, b"pickup") != key_from_code(code, b"other")


def test_a_code_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(BadCode):
        key_from_code("1234", b"pickup")
