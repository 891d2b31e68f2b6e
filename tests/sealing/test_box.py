import pytest

from kindline.sealing.box import NotARecipient, UnknownSuite, open_box, seal_box
from kindline.sealing.keys import SealingPrivateKey


def test_a_box_opens_for_its_key_and_use_only() -> None:
    key = SealingPrivateKey.generate()
    sealed = seal_box(b"a release", recipient=key.public(), info=b"release")
    assert open_box(sealed, key=key, info=b"release") == b"a release"
    for other_key, info in ((SealingPrivateKey.generate(), b"release"), (key, b"mailbox")):
        with pytest.raises(NotARecipient):
            open_box(sealed, key=other_key, info=info)


def test_a_damaged_box_is_refused() -> None:
    key = SealingPrivateKey.generate()
    sealed = seal_box(b"words", recipient=key.public(), info=b"")
    for damaged in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:20]):
        with pytest.raises(NotARecipient):
            open_box(damaged, key=key, info=b"")


@pytest.mark.parametrize("sealed", [b"", b"\x02" + bytes(80)])
def test_a_box_of_another_suite_is_unknown(sealed: bytes) -> None:
    with pytest.raises(UnknownSuite):
        open_box(sealed, key=SealingPrivateKey.generate(), info=b"")
