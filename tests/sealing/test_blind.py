import hashlib
from itertools import combinations

import pytest

from kindline.sealing.blind import shared_tag, tag
from kindline.sealing.keys import SecretBytes

KEY = SecretBytes(bytes(range(32)))
ADDRESS = hashlib.sha256(b"https://forum.example.org/").digest()


def test_equal_addresses_get_equal_whole_tags() -> None:
    tags = {tag(KEY, epoch="2026-1", canon_version="4.0.0", address_key=ADDRESS) for _ in range(2)}
    assert [len(found) for found in tags] == [32]


def test_key_epoch_version_and_address_each_change_the_tag() -> None:
    tags = [
        tag(KEY, epoch="1", canon_version="11", address_key=ADDRESS),
        tag(KEY, epoch="11", canon_version="1", address_key=ADDRESS),
        tag(KEY, epoch="1", canon_version="1", address_key=b"1" + ADDRESS),
        tag(KEY, epoch="1", canon_version="11", address_key=ADDRESS[:-1]),
        tag(SecretBytes(bytes(32)), epoch="1", canon_version="11", address_key=ADDRESS),
    ]
    assert all(one != other for one, other in combinations(tags, 2))


def test_the_layout_stays_as_it_was_first_stored() -> None:
    found = tag(KEY, epoch="2026-1", canon_version="4.0.0", address_key=bytes(32))
    assert found.hex() == "cc20c109fd1790440726a981ff4f04952df0e4af25f312d829447c8108fd2dbf"


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        tag(SecretBytes(b"short"), epoch="", canon_version="", address_key=b"")


def test_two_partners_cannot_compare_what_they_were_given() -> None:
    tags = [
        shared_tag(KEY, partner="one", canon_version="1", address_key=ADDRESS),
        shared_tag(KEY, partner="other", canon_version="1", address_key=ADDRESS),
        shared_tag(SecretBytes(bytes(32)), partner="one", canon_version="1", address_key=ADDRESS),
        tag(KEY, epoch="one", canon_version="1", address_key=ADDRESS),
    ]
    assert tags[0] == shared_tag(KEY, partner="one", canon_version="1", address_key=ADDRESS)
    assert all(one != other for one, other in combinations(tags, 2))
