import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.sealing.errors import Tampered, TooLarge
from kindline.sealing.padding import CLASS_SIZES, MAX_PLAINTEXT, pad, unpad


@given(st.binary(max_size=5000))
def test_padding_is_undone_exactly(content: bytes) -> None:
    assert unpad(pad(content)) == content


@pytest.mark.parametrize(("length", "size"), [(0, 1024), (1020, 1024), (1021, 4096), (16381, 65536), (65532, 65536)])
def test_only_four_lengths_are_ever_seen(length: int, size: int) -> None:
    assert len(pad(bytes(length))) == size


def test_more_than_the_largest_class_is_refused() -> None:
    with pytest.raises(TooLarge):
        pad(bytes(MAX_PLAINTEXT + 1))


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        pad(b"x") + b"\0",
        pad(b"x")[:-1] + b"\1",
        b"\xff" * CLASS_SIZES[0],
        pad(b"x").ljust(CLASS_SIZES[1], b"\0"),
    ],
)
def test_any_other_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        unpad(padded)
