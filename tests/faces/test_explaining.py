"""One address explained: steps, claims, decision, route and what would change it, on one page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kindline.faces.locate import explaining
from kindline.provenance.bulk import Routes
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver, ZoneResolver

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROUTES = Routes({("web", "abroad_member"): "to the member", ("web", "disagreement"): "to a person"}, frozenset({"DE"}))


def page(text: str, capsys: pytest.CaptureFixture[str], *, resolver: Resolver | None = None) -> tuple[int, str]:
    resolver = resolver or ZoneResolver(ROOT / "examples/zones/before.zone")
    status = explaining.run(
        text, pack=Pack.synthetic(), home="BE", at=AT, resolver=resolver, routes=ROUTES, law="a law"
    )
    return status, capsys.readouterr().out


def test_the_page_goes_from_the_text_to_the_route_and_says_what_would_change_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, said = page("hxxps://omweg[.]test/album?ref=ABC123", capsys)
    assert status == 0
    headings = [line for line in said.splitlines() if line[:1].isdigit()]
    assert [heading[0] for heading in headings] == list("123456")
    for words in (
        "referral code",
        "198[.]51[.]100[.]40 stands in DE",
        "outcome     abroad, DE",
        "all its addresses are in DE",
        "to the member",
        "stands in the home country instead of DE\n       then disagreement",
    ):
        assert words in said


def test_the_page_can_be_mailed_without_a_link_that_opens(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = page("https://omweg.test/album", capsys)
    assert "https://" not in said
    assert "omweg.test" not in said


def test_content_in_place_of_an_address_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = page("data:text/plain,hello-there", capsys)
    assert status == 1
    assert "embedded content" in said
    assert "hello-there" not in said


def test_without_a_resolver_the_page_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = page("https://omweg.test/", capsys, resolver=NoResolver())
    assert status == 0
    assert "an answer of a resolver" in said
