"""Every name of the demonstration decides as its list says, before and after some have moved."""

import csv

import pytest

from kindline.provenance.address import Locator, parse
from kindline.provenance.decision import Location, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import ZoneResolver
from tests.provenance.conftest import AT, ZONES

with (ZONES / "names.csv").open(encoding="utf-8", newline="") as file:
    NAMES = list(csv.DictReader(file))


def located(host: str, *, pack: Pack, resolver: ZoneResolver) -> Location:
    locator = parse(host)
    assert isinstance(locator, Locator)
    return decide_country(gather(locator, pack=pack, resolver=resolver, at=AT), home="BE")


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["name"])
def test_a_name_is_where_its_list_says(
    row: dict[str, str], pack: Pack, before: ZoneResolver, after: ZoneResolver
) -> None:
    first = located(row["name"], pack=pack, resolver=before)
    later = located(row["name"], pack=pack, resolver=after)
    assert (first.outcome.value, first.country or "") == (row["outcome"], row["country"])
    assert (later.outcome.value, later.country or "") == (row["outcome_after"], row["country_after"])


def test_the_list_covers_what_the_demonstration_needs(pack: Pack, before: ZoneResolver) -> None:
    home = [located(row["name"], pack=pack, resolver=before) for row in NAMES if row["outcome"] == "home"]
    assert len(home) >= 60
    assert {provider.provider for place in home for provider in place.providers if provider.asn} == {
        "klaproos", "zonnedauw", "rivage", "ostwind"}  # fmt: skip
    assert {row["country"] for row in NAMES} >= {"BE", "NL", "FR", "DE", "IE", "US", "PA", "VU"}
    assert {row["outcome"] for row in NAMES} == {
        "home", "abroad", "hidden", "several", "disagreement", "not_resolving", "unknown_network"}  # fmt: skip
