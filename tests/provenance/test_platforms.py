"""COUNTRY_2: four witnesses, platforms that outrank addresses, packs that grow old; COUNTRY_1 stays what it was."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.provenance.address import Locator, parse
from kindline.provenance.claims import Claim, Predicate, Silence
from kindline.provenance.decision import (
    COUNTRY_1,
    COUNTRY_2,
    Confidence,
    Location,
    Outcome,
    UnknownRuleset,
    decide_country,
    ruleset_of,
)
from kindline.provenance.locate import from_pack, gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, ZoneResolver
from tests.provenance.conftest import AT
from tests.provenance.packs import laid_down, meadow
from tests.provenance.test_decision import address, claim, claim_sets, silence

IP = "192.0.2.1"


def decided(claims: Iterable[Claim]) -> Location:
    return decide_country(claims, home="BE", ruleset=COUNTRY_2)


def codes(place: Location) -> list[str]:
    return [reason.code for reason in place.reasons]


def holder(cc: str) -> Claim:
    return claim(IP, Predicate.HOLDER_CC, cc)


def platform(name: str = "chatter", country: str = "IE", *, verified: str = "yes") -> list[Claim]:
    return [
        claim("x.test", Predicate.ON_PLATFORM, name),
        claim(f"platform:{name}", Predicate.OPERATED_BY, "Chatter Ltd", verified=verified),
        claim(f"platform:{name}", Predicate.ENTITY_CC, country),
    ]


@pytest.mark.parametrize("witness", [Predicate.HOLDER_CC, Predicate.RDAP_CC])
def test_one_dissenting_word_about_home_goes_to_a_person(witness: Predicate) -> None:
    at_home = address(IP, reg="BE", geo="BE")
    for other in (claim(IP, witness, "US"),):
        place = decided([*at_home, other])
        assert (place.outcome, place.confidence, codes(place)) == (
            Outcome.DISAGREEMENT, Confidence.PERSON, ["home_in_dispute"])  # fmt: skip
    abroad = decided([*address(IP, reg="US", geo="US"), claim(IP, witness, "BE")])
    assert codes(abroad) == ["home_in_dispute"]


def test_where_every_word_is_abroad_the_place_of_the_servers_names_the_country() -> None:
    place = decided([*address(IP, reg="US", geo="NL"), holder("US")])
    assert (place.outcome, place.country, place.confidence) == (Outcome.ABROAD, "NL", Confidence.LIKELY)
    assert codes(place) == ["all_addresses_in", "place_over_holder"]


def test_a_single_witness_decides_nothing() -> None:
    for cc, outcome in (("BE", Outcome.HOME), ("NL", Outcome.ABROAD)):
        place = decided(address(IP, geo=cc))
        assert (place.outcome, place.confidence) == (outcome, Confidence.PERSON)
        assert "too_few_witnesses" in codes(place)


def test_a_platform_is_where_its_entity_is_and_not_where_a_cache_answers() -> None:
    place = decided([*address(IP, reg="BE", geo="BE"), holder("BE"), *platform()])
    assert (place.outcome, place.country, place.confidence) == (Outcome.ABROAD, "IE", Confidence.LIKELY)
    assert codes(place) == ["platform_register", "platform_answers_elsewhere"]
    assert place.providers[0].holder == "Chatter Ltd"


def test_a_handle_has_no_address_and_yet_a_country() -> None:
    place = decided([*silence(Silence.NO_HOST), *platform()])
    assert (place.outcome, place.country, place.confidence) == (Outcome.ABROAD, "IE", Confidence.EXACT)
    at_home = decided([*silence(Silence.NO_HOST), *platform(country="BE")])
    assert at_home.outcome is Outcome.HOME


def test_an_unverified_entry_needs_a_person() -> None:
    place = decided([*silence(Silence.NO_HOST), *platform(verified="no")])
    assert (place.confidence, codes(place)[-1]) == (Confidence.PERSON, "platform_unverified")


def test_home_on_a_platform_that_no_register_knows_needs_a_person() -> None:
    unknown = claim("x.test", Predicate.ON_PLATFORM, "chatter")
    place = decided([*address(IP, reg="BE", geo="BE"), holder("BE"), unknown])
    assert (place.confidence, codes(place)[-1]) == (Confidence.PERSON, "platform_unknown")
    elsewhere = decided([*address(IP, reg="NL", geo="NL"), holder("NL"), unknown])
    assert elsewhere.confidence is Confidence.EXACT


def test_a_platform_nobody_mentioned_changes_nothing() -> None:
    base = address(IP, reg="NL", geo="NL")
    assert decided([*base, *platform()[1:]]) == decided(base)


def aged(days: int) -> list[Claim]:
    """Claims of one pack, made `days` before they were used."""
    base = [replace(one, source="pack", source_version="meadow") for one in address(IP, reg="BE", geo="BE")]
    day = (AT - timedelta(days=days)).date().isoformat()
    return [*base, replace(claim("meadow", Predicate.PACK_AS_OF, day), source_version="meadow")]


@pytest.mark.parametrize(
    ("days", "confidence"), [(0, Confidence.EXACT), (45, Confidence.EXACT), (46, Confidence.PERSON)]
)
def test_an_old_pack_decides_nothing_alone(days: int, confidence: Confidence) -> None:
    place = decided(aged(days))
    assert (place.outcome, place.confidence) == (Outcome.HOME, confidence)
    assert ("pack_old" in codes(place)) == (confidence is Confidence.PERSON)


def test_told_otherwise_an_old_pack_decides_and_the_ruleset_says_so() -> None:
    patient = COUNTRY_2.with_pack_days(400)
    place = decide_country(aged(200), home="BE", ruleset=patient)
    assert (place.confidence, place.ruleset) == (Confidence.EXACT, "country/2;pack_days=400")
    assert ruleset_of(place.ruleset) == patient


def test_the_age_of_a_pack_nothing_came_from_is_nobodys_business() -> None:
    base = address(IP, reg="BE", geo="BE")
    assert decided([*base, claim("other", Predicate.PACK_AS_OF, "2001-01-01")]) == decided(base)
    assert decided([*aged(0), claim("meadow", Predicate.PACK_AS_OF, "no day")]) == decided(aged(0))


def test_a_name_that_does_not_resolve_or_has_no_host_rests_on_no_pack() -> None:
    old = replace(claim("meadow", Predicate.PACK_AS_OF, "2001-01-01"), source_version="meadow")
    contact = replace(claim("x.test", Predicate.ABUSE_CONTACT, "a@x.example"), source_version="meadow")
    assert decided([*silence(Silence.NXDOMAIN), old, contact]).confidence is Confidence.EXACT


def test_rulesets_are_found_by_the_name_a_decision_carries() -> None:
    assert (ruleset_of("country/1"), ruleset_of("country/2")) == (COUNTRY_1, COUNTRY_2)
    for unknown in ("country/9", "", "country/2;pack_days=", "country/2;pack_days=-1"):
        with pytest.raises(UnknownRuleset):
            ruleset_of(unknown)


@given(claim_sets)
def test_the_first_ruleset_hears_none_of_the_new_words(claims: list[Claim]) -> None:
    new = [holder("BE"), *platform(), *aged(400)[-1:]]
    assert decide_country([*claims, *new], home="BE", ruleset=COUNTRY_1) == decide_country(
        claims, home="BE", ruleset=COUNTRY_1
    )


@given(claim_sets, st.lists(st.sampled_from(["BE", "NL", "US"]).map(holder), max_size=2))
def test_home_is_never_decided_against_a_word(claims: list[Claim], more: list[Claim]) -> None:
    place = decided([*claims, *more])
    ips = {one.value for one in claims if one.predicate is Predicate.RESOLVES_TO}
    hidden = {one.subject for one in claims if one.predicate is Predicate.BEHIND_PROXY}
    said = {
        one.value for one in (*claims, *more) if one.predicate in COUNTRY_2.witnesses and one.subject in ips - hidden
    }
    if place.outcome is Outcome.HOME:
        assert said == {"BE"}
    if place.outcome is Outcome.ABROAD:
        assert "BE" not in said


def test_the_real_pack_names_the_entity_behind_a_handle() -> None:
    locator = parse("instagram @naam")
    assert isinstance(locator, Locator)
    claims = gather(locator, pack=Pack.shipped("demonstration"), resolver=NoResolver(), at=AT)
    place = decided(claims)
    assert (place.outcome, place.country) == (Outcome.ABROAD, "IE")
    assert place.confidence is Confidence.PERSON and codes(place)[-1] == "pack_old"
    assert "naam" not in repr(claims) and all("naam" not in one.subject + one.value for one in claims)


def test_a_cache_inside_an_access_network_is_told_by_the_names_that_led_there(tmp_path: Path) -> None:
    pack = Pack.load(laid_down(meadow(), tmp_path / "meadow"))
    named = [
        claim("www.x.test", Predicate.ALIAS_OF, "x.edgekey.net"),
        claim("x.edgekey.net", Predicate.RESOLVES_TO, IP),
    ]
    place = decided(from_pack(named, pack=pack, at=AT))
    assert (place.outcome, place.proxies) == (Outcome.HIDDEN, ("Akamai",))
    plain = decided(from_pack([claim("www.x.test", Predicate.RESOLVES_TO, IP)], pack=pack, at=AT))
    assert plain.outcome is Outcome.HOME


def test_claims_under_another_pack_are_those_that_gathering_with_it_gives(
    tmp_path: Path, pack: Pack, before: ZoneResolver
) -> None:
    meadows = Pack.load(laid_down(meadow(), tmp_path / "meadow"))
    for text in ("http://album.test/a", "foto.tenants.example", "omweg.test", "192.0.2.7", "instagram @naam"):
        locator = parse(text)
        assert isinstance(locator, Locator)
        old = gather(locator, pack=pack, resolver=before, at=AT)
        new = gather(locator, pack=meadows, resolver=before, at=AT)
        assert set(from_pack(old, pack=meadows, at=AT)) == set(new)
        assert set(from_pack(new, pack=pack, at=AT)) == set(old)
