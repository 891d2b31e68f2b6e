"""A bundle is taken apart without trusting it: whatever somebody signed himself is refused or named, never a crash."""

import pytest

from kindline.sealing import bundle, bundle_checks
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey

MAKER, EXPERT = SigningPrivateKey.generate(), SealingPrivateKey.generate()
FACTS = {"case": 7, "made_on": "2026-11-26"}


def made(parts: dict[str, object], **more: object) -> bytes:
    return bundle.pack(FACTS, parts, signer=MAKER, **more)  # type: ignore[arg-type]


def test_parts_come_back_as_they_were_and_a_sealed_one_for_its_recipient_alone() -> None:
    data = made({"events": [1, 2]}, sealed={"content": {"a": "b"}}, recipient=EXPERT.public())
    assert bundle.read(data).parts == {"events": [1, 2]} and bundle.read(data).sealed == ("content",)
    assert bundle.read(data, key=EXPERT).parts == {"events": [1, 2], "content": {"a": "b"}}
    other = bundle.read(data, key=SealingPrivateKey.generate())
    assert other.problems == ("content: not sealed to this key",)
    with pytest.raises(ValueError, match="recipient"):
        made({}, sealed={"content": 1})


def test_the_makers_key_known_from_elsewhere_decides() -> None:
    with pytest.raises(SealingError, match="not signed by"):
        bundle.read(made({"events": []}), platform=SigningPrivateKey.generate().public())
    assert bundle.read(made({"events": []}), platform=MAKER.public()).problems == ()


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{}\n\n", b"[]\nAA==\n", b"x" * 100])
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(SealingError):
        bundle.read(data)


def test_parts_of_another_form_are_a_finding_and_not_a_crash() -> None:
    names = ("log", "keys", "mandates", "answers", "events", "parcels", "decisions", "content")
    for strange in ([], {}, 7, "x", None, [{}], {"entries": [{}]}):
        read = bundle.read(made(dict.fromkeys(names, strange)))
        found = {finding.name: finding.problems for finding in bundle_checks.check(read)}
        assert set(found) == set(bundle_checks.CHECKS) and found["log"], strange
