"""A lock opens with all of its keys and with nothing less."""

from uuid import UUID, uuid4

import pytest

from kindline.sealing.erasable import KeyGone, is_locked, lock, names, unlock
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SecretBytes


def keys(count: int) -> dict[UUID, SecretBytes]:
    return {uuid4(): SecretBytes.random() for _ in range(count)}


@pytest.mark.parametrize("count", [1, 2, 40])
def test_it_opens_with_all_its_keys_and_says_whose_they_are(count: int) -> None:
    mine = keys(count)
    locked = lock(b"what was sealed", mine)
    assert is_locked(locked) and set(names(locked)) == set(mine)
    assert unlock(locked, mine | keys(3)) == b"what was sealed"


def test_whichever_key_is_destroyed_first_takes_it_along() -> None:
    mine = keys(5)
    locked = lock(b"what was sealed", mine)
    for name in mine:
        with pytest.raises(KeyGone):
            unlock(locked, {other: key for other, key in mine.items() if other != name})


def test_another_key_under_the_same_name_opens_nothing() -> None:
    (name,) = mine = keys(1)
    with pytest.raises(SealingError):
        unlock(lock(b"what was sealed", mine), {name: SecretBytes.random()})


def test_no_byte_can_be_changed_and_none_left_away() -> None:
    mine = keys(2)
    locked = lock(b"what was sealed", mine)
    for at in range(len(locked)):
        changed = bytearray(locked)
        changed[at] ^= 1
        with pytest.raises(SealingError):
            unlock(bytes(changed), mine)
        with pytest.raises(SealingError):
            unlock(locked[:at], mine)
