"""No repr and no exception shows an address."""

from datetime import UTC, datetime

import pytest

from kindline.provenance.address import parse, parse_many
from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.decision import decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NeverResolved, NoResolver, ResolutionFailed, ZoneResolver

AT = datetime(2026, 11, 21, tzinfo=UTC)
SECRET = "verborgen-naam"


@pytest.mark.parametrize(
    "text",
    [
        f"https://{SECRET}.test/{SECRET}?user={SECRET}#{SECRET}",
        f"telegram @{SECRET}",
        f"http://{SECRET}@10.0.0.1/{SECRET}",
        f"data:image/png,{SECRET}",
        f"{SECRET} {SECRET}",
    ],
)
def test_a_repr_hides_what_it_is_about(text: str) -> None:
    found = parse(text)
    shown = repr(found) + str(found) + repr(parse_many(text)) + repr(getattr(found, "notes", ""))
    assert SECRET not in shown


def test_the_canary_sings_when_an_address_is_shown() -> None:
    found = parse(f"https://{SECRET}.test/")
    assert SECRET in getattr(found, "canonical", "")


def test_claims_locations_and_failures_hide_the_host(pack: Pack, before: ZoneResolver) -> None:
    locator = parse(f"https://{SECRET}.wild.test/")
    assert not hasattr(locator, "code")
    claims = gather(locator, pack=pack, resolver=before, at=AT)  # type: ignore[arg-type]
    assert SECRET in claims[0].to_bytes().decode()
    assert SECRET not in repr(claims) + repr(decide_country(claims, home="BE"))
    claim = Claim(SECRET, Predicate.NO_ADDRESS, "timeout", "r", "", AT, "", Disclosure.L2)
    assert SECRET not in repr(ResolutionFailed([claim])) + str(ResolutionFailed([claim]))
    with pytest.raises(NeverResolved) as caught:
        NoResolver().resolve(f"{SECRET}.onion", at=AT)
    assert SECRET not in str(caught.value)
