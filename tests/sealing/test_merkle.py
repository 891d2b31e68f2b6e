from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.sealing import merkle
from kindline.sealing.errors import Tampered

# The tree of the Certificate Transparency reference implementation, used by RFC 6962's authors.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [merkle.leaf_hash(b"", bytes.fromhex(text)) for text in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_the_reference_implementation() -> None:
    assert [merkle.root(LEAVES[:size]).hex() for size in range(9)] == ROOTS


def test_an_audit_path_is_that_of_the_reference_implementation() -> None:
    assert [node.hex() for node in merkle.inclusion_proof(LEAVES, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_salt_hides_the_payload() -> None:
    assert merkle.leaf_hash(bytes(16), b"entry") != merkle.leaf_hash(bytes(15) + b"1", b"entry")


@given(st.integers(1, 40), st.data())
def test_every_leaf_is_proven_included_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, size, proof, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"", b"other"), index, size, proof, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not merkle.verify_inclusion(leaves[index], size, size, proof, root)


def test_a_proof_for_a_tree_of_another_size_is_refused() -> None:
    proof, root = merkle.inclusion_proof(LEAVES[:4], 0), merkle.root(LEAVES[:4])
    assert [merkle.verify_inclusion(LEAVES[0], 0, size, proof, root) for size in (2, 4, 8)] == [False, True, False]


@given(st.integers(0, 40), st.integers(0, 40))
def test_an_older_tree_is_proven_a_beginning_of_a_newer_one(one: int, other: int) -> None:
    old, new = sorted((one, other))
    leaves = _leaves(new)
    old_root, new_root = merkle.root(leaves[:old]), merkle.root(leaves)
    proof = merkle.consistency_proof(leaves, old)
    assert merkle.verify_consistency(old, new, old_root, new_root, proof)
    assert not merkle.verify_consistency(old, new, bytes(32), new_root, proof)
    assert not merkle.verify_consistency(old, new, old_root, new_root, [*proof, bytes(32)])
    if new > old:
        assert not merkle.verify_consistency(new, old, new_root, old_root, proof)
    if 0 < old < new:
        assert not merkle.verify_consistency(old, new, old_root, bytes(32), proof)
        assert not merkle.verify_consistency(old, new, old_root, new_root, proof[:-1])


def test_a_rewritten_leaf_breaks_consistency() -> None:
    leaves = _leaves(20)
    old_root = merkle.root(leaves[:13])
    rewritten = [*leaves[:4], merkle.leaf_hash(b"", b"rewritten"), *leaves[5:]]
    proof = merkle.consistency_proof(rewritten, 13)
    assert not merkle.verify_consistency(13, 20, old_root, merkle.root(rewritten), proof)


@given(st.integers(0, 70))
def test_a_compact_range_goes_on_where_it_was_stored(size: int) -> None:
    leaves = _leaves(size + 3)
    tree = merkle.CompactRange()
    for leaf in leaves[:size]:
        tree.append(leaf)
    stored = merkle.CompactRange.deserialize(tree.serialize())
    for leaf in leaves[size:]:
        stored.append(leaf)
    assert (stored.size, stored.root()) == (size + 3, merkle.root(leaves))


@pytest.mark.parametrize("data", [b"", bytes(8) + bytes(32), (3).to_bytes(8, "big") + bytes(32), bytes(9)])
def test_what_is_no_compact_range_is_refused(data: bytes) -> None:
    with pytest.raises(Tampered):
        merkle.CompactRange.deserialize(data)


def test_proofs_beyond_the_tree_do_not_exist() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, 8)
    with pytest.raises(IndexError):
        merkle.consistency_proof(LEAVES, 9)


def test_every_append_changes_the_root() -> None:
    roots = [merkle.root(_leaves(size)) for size in range(9)]
    assert all(before != after for before, after in pairwise(roots))


def _leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"", str(number).encode()) for number in range(count)]


def test_many_paths_at_once_are_the_same_paths() -> None:
    for size in (1, 2, 3, 5, 8, 13, 31):
        leaves = [merkle.leaf_hash(b"", bytes([number])) for number in range(size)]
        assert merkle.inclusion_proofs(leaves, range(size)) == {
            index: merkle.inclusion_proof(leaves, index) for index in range(size)
        }
