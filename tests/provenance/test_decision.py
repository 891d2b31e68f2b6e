"""The decision: pure, total, order-blind, and explained."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Disclosure, Predicate, Silence
from kindline.provenance.decision import (
    COUNTRY_1,
    Confidence,
    Instead,
    Outcome,
    decide_country,
    what_would_change,
)
from tests.provenance.conftest import AT


def claim(subject: str, predicate: Predicate, value: str, **details: str) -> Claim:
    return Claim(subject, predicate, value, "test", "1", AT, "", Disclosure.L0, tuple(details.items()))


def address(
    ip: str, *, reg: str = "", geo: str = "", asn: int = 64496, proxy: str = "", anycast: bool = False
) -> list[Claim]:
    found = [claim("x.test", Predicate.RESOLVES_TO, ip), claim(ip, Predicate.ANNOUNCED_BY, f"AS{asn}", holder="H")]
    found += [claim(ip, Predicate.REGISTERED_CC, reg)] if reg else []
    found += [claim(ip, Predicate.GEO_CC, geo)] if geo else []
    found += [claim(ip, Predicate.BEHIND_PROXY, proxy)] if proxy else []
    return found + ([claim(ip, Predicate.ANYCAST, "yes")] if anycast else [])


def silence(why: str) -> list[Claim]:
    return [claim("x.test", Predicate.NO_ADDRESS, why)]


BE, NL, FR = (address(f"192.0.2.{n}", reg=cc, geo=cc, asn=64495 + n) for n, cc in ((1, "BE"), (2, "NL"), (3, "FR")))
PROXIED = address("192.0.2.4", reg="US", geo="US", proxy="P")
DISPUTED = address("192.0.2.5", reg="BE", geo="NL")

CASES = [
    (BE, Outcome.HOME, Confidence.EXACT, "all_addresses_in"),
    (NL, Outcome.ABROAD, Confidence.EXACT, "all_addresses_in"),
    (BE + NL, Outcome.SEVERAL, Confidence.PERSON, "several_countries"),
    (NL + FR, Outcome.SEVERAL, Confidence.PERSON, "several_countries"),
    (DISPUTED, Outcome.DISAGREEMENT, Confidence.PERSON, "home_in_dispute"),
    (BE + DISPUTED, Outcome.DISAGREEMENT, Confidence.PERSON, "home_in_dispute"),
    (FR + DISPUTED, Outcome.DISAGREEMENT, Confidence.PERSON, "home_in_dispute"),
    (address("192.0.2.6", reg="DE", geo="NL"), Outcome.DISAGREEMENT, Confidence.PERSON, "country_in_dispute"),
    (PROXIED, Outcome.HIDDEN, Confidence.EXACT, "behind_proxy"),
    (PROXIED + BE, Outcome.SEVERAL, Confidence.PERSON, "partly_behind_proxy"),
    (PROXIED + DISPUTED, Outcome.DISAGREEMENT, Confidence.PERSON, "home_in_dispute"),
    (address("192.0.2.7", reg="US", geo="US", anycast=True), Outcome.SEVERAL, Confidence.PERSON, "anycast"),
    (address("192.0.2.8"), Outcome.UNKNOWN_NETWORK, Confidence.PERSON, "network_unknown"),
    (BE + address("192.0.2.8"), Outcome.UNKNOWN_NETWORK, Confidence.PERSON, "network_unknown"),
    (address("192.0.2.9", reg="BE"), Outcome.HOME, Confidence.LIKELY, "all_addresses_in"),
    (BE + silence("nodata"), Outcome.HOME, Confidence.EXACT, "all_addresses_in"),
    (BE + silence("timeout"), Outcome.HOME, Confidence.LIKELY, "all_addresses_in"),
    (silence("no_host"), Outcome.NO_HOST, Confidence.EXACT, "no_host"),
    (silence("nxdomain"), Outcome.NOT_RESOLVING, Confidence.EXACT, "no_address"),
    (silence("nxdomain") + silence("timeout"), Outcome.UNKNOWN_NETWORK, Confidence.PERSON, "not_resolved"),
    (silence("servfail"), Outcome.UNKNOWN_NETWORK, Confidence.PERSON, "not_resolved"),
    ([], Outcome.UNKNOWN_NETWORK, Confidence.PERSON, "not_resolved"),
]


@pytest.mark.parametrize(("claims", "outcome", "confidence", "reason"), CASES)
def test_each_row_of_the_table(claims: list[Claim], outcome: Outcome, confidence: Confidence, reason: str) -> None:
    place = decide_country(claims, home="BE", ruleset=COUNTRY_1)
    assert (place.outcome, place.confidence, place.reasons[0].code) == (outcome, confidence, reason)
    assert place.ruleset == "country/1"
    assert decide_country(claims[::-1], home="BE", ruleset=COUNTRY_1) == place


def test_home_is_whatever_the_mandate_says() -> None:
    assert decide_country(NL, home="NL").outcome is Outcome.HOME
    assert decide_country(BE, home="NL").outcome is Outcome.ABROAD


def test_the_contacts_country_never_decides() -> None:
    """SCART routes by the abuse contact's country (civil-hotline.md §1.5 no. 3)."""
    contact = claim("AS64496", Predicate.ABUSE_CONTACT, "abuse@x.example", provider="x", language="nl", country="NL")
    assert decide_country([*BE, contact], home="BE").country == "BE"


def test_a_network_without_mailbox_is_still_named() -> None:
    (provider,) = decide_country(BE, home="BE").providers
    assert (provider.asn, provider.holder, provider.mailbox) == (64496, "H", "")


ccs = st.sampled_from(["", "BE", "NL", "FR", "US"])
addresses = st.builds(
    lambda last, reg, geo, asn, proxy, anycast: address(
        f"192.0.2.{last}", reg=reg, geo=geo, asn=asn, proxy=proxy, anycast=anycast
    ),
    st.integers(1, 4), ccs, ccs, st.integers(64496, 64500), st.sampled_from(["", "", "P"]), st.booleans(),
)  # fmt: skip
claim_sets = st.tuples(
    st.lists(addresses, max_size=3), st.lists(st.sampled_from(Silence).map(silence), max_size=2)
).map(lambda parts: [item for part in (*parts[0], *parts[1]) for item in part])


@settings(max_examples=150, deadline=None)
@given(claim_sets, st.randoms(use_true_random=False))
def test_same_claims_in_any_order_and_number_give_the_same_location(claims: list[Claim], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = claims + claims[:2]
    random.shuffle(shuffled)
    assert decide_country(shuffled, home="BE") == decide_country(claims, home="BE")


@settings(max_examples=100, deadline=None)
@given(claim_sets)
def test_an_irrelevant_claim_changes_nothing(claims: list[Claim]) -> None:
    other = [claim("198.51.100.9", Predicate.GEO_CC, "DE"), claim("198.51.100.9", Predicate.BEHIND_PROXY, "Q")]
    assert decide_country(claims + other, home="BE") == decide_country(claims, home="BE")


@settings(max_examples=150, deadline=None)
@given(claim_sets)
def test_home_is_decided_only_when_everything_visible_says_home(claims: list[Claim]) -> None:
    place = decide_country(claims, home="BE")
    said = {c.value for c in claims if c.predicate in COUNTRY_1.witnesses}
    if place.outcome is Outcome.HOME:
        assert said == {"BE"}
    if place.outcome is Outcome.ABROAD:
        assert "BE" not in said
        assert len(said) == 1 or place.confidence is not Confidence.EXACT
    assert place.reasons


@settings(max_examples=100, deadline=None)
@given(claim_sets.filter(bool), st.data())
def test_changing_a_country_changes_the_location_or_its_reasons(claims: list[Claim], data: st.DataObject) -> None:
    """An address behind a proxy says nothing by its country, so only visible ones are changed."""
    hidden = {c.subject for c in claims if c.predicate is Predicate.BEHIND_PROXY}
    spoke = [c for c in dict.fromkeys(claims) if c.predicate in COUNTRY_1.witnesses and c.subject not in hidden]
    if not spoke:
        return
    changed = data.draw(st.sampled_from(spoke))
    told = [replace(c, value="XX") if c == changed else c for c in claims]
    assert decide_country(told, home="BE") != decide_country(claims, home="BE")


def test_definite_silences_are_those_that_speak_of_the_name_itself() -> None:
    assert {Silence.NXDOMAIN, Silence.NODATA, Silence.LOOP} == DEFINITE_SILENCES


def test_every_change_said_to_matter_does_and_no_other_claim_matters() -> None:
    claims = tuple(NL)
    stands = decide_country(claims, home="BE", ruleset=COUNTRY_1)
    changes = what_would_change(claims, home="BE", ruleset=COUNTRY_1)
    assert {(change.claim.predicate, change.instead) for change in changes} == {
        (Predicate.REGISTERED_CC, Instead.SAID_HOME),
        (Predicate.REGISTERED_CC, Instead.NOT_MADE),
        (Predicate.GEO_CC, Instead.SAID_HOME),
        (Predicate.GEO_CC, Instead.NOT_MADE),
        (Predicate.RESOLVES_TO, Instead.NOT_MADE),
    }
    assert all(change.location != stands for change in changes)
