import io

import pytest

from kindline.sealing.errors import NotARecipient, Tampered, UnknownSuite
from kindline.sealing.keys import SealingPrivateKey
from kindline.sealing.stream import CHUNK, decrypt_stream, encrypt_stream

HEAD = 86
SEALED = CHUNK + 16
KEY = SealingPrivateKey.generate()


def _sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    encrypt_stream(io.BytesIO(content), target, recipient=KEY.public())
    return target.getvalue()


def _opened(data: bytes, key: SealingPrivateKey = KEY) -> bytes:
    target = io.BytesIO()
    decrypt_stream(io.BytesIO(data), target, key=key)
    return target.getvalue()


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_stream_of_any_length_comes_back(length: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    assert _opened(_sealed(content[:length])) == content[:length]


def test_a_cut_a_swap_a_repeat_and_a_tail_are_refused() -> None:
    whole = _sealed(bytes(3 * CHUNK - 5))
    first, second = whole[HEAD : HEAD + SEALED], whole[HEAD + SEALED : HEAD + 2 * SEALED]
    rest = whole[HEAD + 2 * SEALED :]
    for damaged in (
        whole[:HEAD],
        whole[: HEAD + SEALED],
        whole[: HEAD + 2 * SEALED],
        whole[:-1],
        whole[:HEAD] + second + first + rest,
        whole[:HEAD] + first + first + second + rest,
        whole + b"\0",
        whole + rest,
    ):
        with pytest.raises(Tampered):
            _opened(damaged)


def test_only_its_recipient_opens_a_stream() -> None:
    with pytest.raises(NotARecipient):
        _opened(_sealed(b"rows"), SealingPrivateKey.generate())


def test_another_form_is_unknown() -> None:
    with pytest.raises(UnknownSuite):
        _opened(b"KNDS\x02\x01" + bytes(200))
