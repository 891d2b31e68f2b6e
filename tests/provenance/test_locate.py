"""Gathering: which claims one locator brings, and what is not asked for it."""

from datetime import datetime

import pytest

from kindline.provenance.address import Locator, parse
from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.decision import Confidence, Outcome, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, ZoneResolver
from tests.provenance.conftest import AT, ZONES
from tests.provenance.test_address_kinds import ONION


def claims_of(text: str, *, pack: Pack, resolver: ZoneResolver | NoResolver, at: datetime = AT) -> tuple[Claim, ...]:
    locator = parse(text)
    assert isinstance(locator, Locator)
    return gather(locator, pack=pack, resolver=resolver, at=at)


def test_one_web_address_brings_every_fact_as_a_claim(pack: Pack, before: ZoneResolver) -> None:
    claims = claims_of("http://album.test/a", pack=pack, resolver=before)
    said = {(claim.predicate, claim.subject): claim.value for claim in claims}
    assert said[Predicate.RESOLVES_TO, "album.test"] == "192.0.2.1"
    assert said[Predicate.ANNOUNCED_BY, "192.0.2.1"] == "AS64496"
    assert said[Predicate.REGISTERED_CC, "192.0.2.1"] == said[Predicate.GEO_CC, "192.0.2.1"] == "BE"
    assert said[Predicate.ABUSE_CONTACT, "AS64496"] == "abuse@klaproos.example"
    assert {claim.source_version for claim in claims if claim.source == "pack"} == {pack.id}
    assert all(claim.observed_at == AT and len(claim.raw_sha256) == 64 for claim in claims)


@pytest.mark.parametrize("text", ["http://0xC0000201/x", "192.0.2.1", "http://[::ffff:192.0.2.1]/"])
def test_an_ip_literal_is_located_without_asking_anybody(pack: Pack, text: str) -> None:
    asked: list[str] = []
    place = decide_country(
        claims_of(text, pack=pack, resolver=ZoneResolver(ZONES / "before.zone", on_query=asked.append)), home="BE"
    )
    assert (place.outcome, place.country, asked) == (Outcome.HOME, "BE", [])


@pytest.mark.parametrize(
    "text",
    [f"{ONION}.onion", f"https://{ONION}.onion.example/", "zaak.i2p", "telegram @naam", "news:alt.example",
     "magnet:?xt=urn:btih:abcdef0123456789abcdef0123456789abcdef01"],
)  # fmt: skip
def test_what_has_no_host_asks_nobody_and_says_so(pack: Pack, text: str) -> None:
    asked: list[str] = []
    claims = claims_of(text, pack=pack, resolver=ZoneResolver(ZONES / "before.zone", on_query=asked.append))
    assert asked == [] and {claim.disclosure for claim in claims} == {Disclosure.L0}
    assert decide_country(claims, home="BE").outcome is Outcome.NO_HOST


def test_names_that_never_resolve_are_told_from_names_nobody_was_asked_about(pack: Pack, before: ZoneResolver) -> None:
    never = decide_country(claims_of("http://x.invalid/", pack=pack, resolver=before), home="BE")
    elsewhere = decide_country(claims_of("http://naam.eth/", pack=pack, resolver=before), home="BE")
    unasked = decide_country(claims_of("album.test", pack=pack, resolver=NoResolver()), home="BE")
    assert never.outcome is Outcome.NOT_RESOLVING
    assert elsewhere.outcome is unasked.outcome is Outcome.UNKNOWN_NETWORK
    assert unasked.confidence is Confidence.PERSON and unasked.reasons[0].args == ("not_asked",)


def test_a_host_that_moved_between_verdict_and_release_is_found_where_it_is(
    pack: Pack, before: ZoneResolver, after: ZoneResolver
) -> None:
    first = decide_country(claims_of("verhuizer.test", pack=pack, resolver=before), home="BE")
    later = decide_country(claims_of("verhuizer.test", pack=pack, resolver=after), home="BE")
    assert (first.outcome, later.outcome, later.country) == (Outcome.HOME, Outcome.ABROAD, "DE")


def test_a_platform_is_named_before_the_network_under_it(pack: Pack, before: ZoneResolver) -> None:
    place = decide_country(claims_of("foto.tenants.example", pack=pack, resolver=before), home="BE")
    assert [provider.provider for provider in place.providers] == ["tuinpad", "zonnedauw"]
