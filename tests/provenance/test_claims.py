"""Claims survive storage byte for byte."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.provenance.claims import Claim, Disclosure, Predicate, from_bytes, to_bytes

words = st.text(max_size=20).filter(lambda text: text.isprintable())
claims = st.builds(
    Claim,
    subject=words,
    predicate=st.sampled_from(Predicate),
    value=words,
    source=words,
    source_version=words,
    observed_at=st.datetimes(timezones=st.just(UTC)),
    raw_sha256=words,
    disclosure=st.sampled_from(Disclosure),
    details=st.dictionaries(words, words, max_size=3).map(lambda items: tuple(items.items())),
)


@given(claims)
def test_a_claim_survives_its_dictionary(claim: Claim) -> None:
    assert Claim.from_dict(claim.to_dict()) == claim
    assert Claim.from_dict(claim.to_dict()).to_bytes() == claim.to_bytes()


@given(st.lists(claims, max_size=4), st.randoms())
def test_bytes_do_not_depend_on_order(found: list[Claim], random: object) -> None:
    shuffled = found[::-1]
    assert to_bytes(tuple(found)) == to_bytes(tuple(shuffled))
    assert sorted(from_bytes(to_bytes(tuple(found))), key=Claim.to_bytes) == sorted(found, key=Claim.to_bytes)


def test_time_is_aware_and_kept_as_utc() -> None:
    elsewhere = datetime(2026, 11, 21, 13, tzinfo=timezone(timedelta(hours=1)))
    claim = Claim("a", Predicate.GEO_CC, "NL", "s", "1", elsewhere, "", Disclosure.L0)
    assert claim.to_dict()["observed_at"] == "2026-11-21T12:00:00+00:00"
    with pytest.raises(ValueError):
        Claim("a", Predicate.GEO_CC, "NL", "s", "1", datetime(2026, 11, 21), "", Disclosure.L0)  # noqa: DTZ001
