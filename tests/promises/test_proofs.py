"""Every promise that stands has a proof, and every proof still knows the place that it breaks."""

import pytest

from kindline.faces.cli import ROOT
from kindline.faces.cli.proofs import LATER, NAMED, PROMISES, PROOFS, Proof


@pytest.mark.parametrize("proof", PROOFS, ids=[f"{proof.promise}: {proof.broken}" for proof in PROOFS])
def test_a_proof_finds_the_place_that_it_breaks_and_its_test(proof: Proof) -> None:
    for edit in proof.edits:
        assert (ROOT / edit.file).read_text().count(edit.old) == 1
        assert edit.old != edit.new
    file, _, name = proof.test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text()


def test_every_promise_is_proved_or_comes_later() -> None:
    assert {proof.promise for proof in PROOFS} == set(PROMISES)
    numbered = [name for name in (*PROMISES, *LATER) if name not in NAMED]
    assert sorted(numbered, key=lambda name: int(name[1:])) == [f"P{number}" for number in range(1, 13)]
