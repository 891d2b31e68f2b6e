import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.sealing import codes, receipt
from kindline.sealing.receipt import BadCode, ReceiptCode

NONCE, DIGEST, SALT = bytes(range(16)), bytes(32), bytes(range(16))


def test_the_same_draft_gives_the_same_code() -> None:
    assert receipt.from_draft(NONCE, DIGEST) == receipt.from_draft(NONCE, DIGEST)
    assert receipt.from_draft(NONCE, DIGEST) != receipt.from_draft(NONCE, b"other")
    assert receipt.from_draft(NONCE, DIGEST) != receipt.from_draft(bytes(16), DIGEST)


def test_a_code_is_seven_groups_of_four() -> None:
    shown = receipt.from_draft(NONCE, DIGEST).display()
    assert shown == "XK62-2E0R-NDPM-C9MP-6SM3-D5XY-BEQZ"
    assert [len(group) for group in shown.split("-")] == [4] * 7


@given(st.binary(min_size=16, max_size=40))
def test_a_code_is_read_however_a_person_writes_it(nonce: bytes) -> None:
    code = receipt.from_draft(nonce, DIGEST)
    shown = code.display()
    for written in (
        shown.lower(),
        shown.replace("-", " "),
        shown.replace("-", ""),
        f"  {shown.replace('-', ' – ')}\n",
        shown.replace("0", "O").replace("1", "l"),
        shown.replace("0", "o").replace("1", "I"),
    ):
        assert receipt.parse(written) == code


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 28, "0" * 27, "0" * 29, "é" * 28, "0" * 10_000])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        receipt.parse(text)


def test_the_verifier_recognises_its_code_and_no_other() -> None:
    code = receipt.from_draft(NONCE, DIGEST)
    stored = receipt.verifier(code, SALT)
    assert receipt.check(code, SALT, stored)
    assert not receipt.check(code, bytes(16), stored)
    assert not receipt.check(receipt.from_draft(NONCE, b"other"), SALT, stored)


def test_an_absent_locator_is_answered_no() -> None:
    assert receipt.check_absent(receipt.from_draft(NONCE, DIGEST)) is False


def test_locator_salt_and_verifier_hold_nothing_of_the_secret() -> None:
    code = receipt.from_draft(NONCE, DIGEST)
    secret = code.display().replace("-", "")[8:]
    stored = code.locator.encode() + SALT + receipt.verifier(code, SALT)
    assert secret.encode() not in stored
    assert code.display().replace("-", "").startswith(code.locator) and len(code.locator) == 8


def test_the_mailbox_key_follows_code_and_salt() -> None:
    code = receipt.from_draft(NONCE, DIGEST)
    assert receipt.mailbox_key(code, SALT).public() == receipt.mailbox_key(code, SALT).public()
    assert receipt.mailbox_key(code, SALT).key_id != receipt.mailbox_key(code, bytes(16)).key_id


def test_a_code_hides_from_repr() -> None:
    code = receipt.from_draft(NONCE, DIGEST)
    assert f"{code}{code!r}" == "<ReceiptCode hidden>" * 2


def test_short_nonces_and_salts_are_refused() -> None:
    with pytest.raises(ValueError, match="nonce"):
        receipt.from_draft(b"short", DIGEST)
    with pytest.raises(ValueError, match="salt"):
        receipt.verifier(ReceiptCode("0" * 28), b"short")


def test_fresh_codes_are_in_the_alphabet() -> None:
    fresh = codes.new_code()
    assert codes.grouped(codes.tidy(fresh, length=20)) == fresh
    assert fresh != codes.new_code()
