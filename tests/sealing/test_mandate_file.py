import hashlib

import pytest

from kindline.sealing.keys import SigningPrivateKey
from kindline.sealing.mandate_file import Tampered, sign_mandate, verify_mandate

DATA = b'{"mandate": "relay"}\n'
ONE, TWO, STRANGER = (SigningPrivateKey.generate() for _ in range(3))
PINNED = (ONE.public(), TWO.public())


def test_both_pinned_signatures_in_any_order_make_a_mandate() -> None:
    lines = [sign_mandate(DATA, ONE), sign_mandate(DATA, TWO), sign_mandate(DATA, STRANGER)]
    for order in (lines, lines[::-1]):
        assert verify_mandate(DATA, b"".join(order), PINNED) == hashlib.sha256(DATA).digest()


@pytest.mark.parametrize(
    "signatures",
    [
        b"",
        sign_mandate(DATA, ONE),
        sign_mandate(DATA, ONE) * 2,
        sign_mandate(DATA, ONE) + sign_mandate(DATA, STRANGER),
        sign_mandate(DATA, ONE) + sign_mandate(DATA + b" ", TWO),
        sign_mandate(DATA, ONE) + sign_mandate(DATA, ONE).replace(ONE.key_id.encode(), TWO.key_id.encode()),
        b"rubbish\n",
        sign_mandate(DATA, ONE) * 20 + sign_mandate(DATA, TWO),
    ],
)
def test_anything_less_is_refused(signatures: bytes) -> None:
    with pytest.raises(Tampered):
        verify_mandate(DATA, signatures, PINNED)


def test_a_changed_mandate_is_refused() -> None:
    with pytest.raises(Tampered):
        verify_mandate(DATA + b" ", sign_mandate(DATA, ONE) + sign_mandate(DATA, TWO), PINNED)


def test_pinning_one_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        verify_mandate(DATA, sign_mandate(DATA, ONE), (ONE.public(), ONE.public()))
