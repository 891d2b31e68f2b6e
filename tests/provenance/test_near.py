"""Suggestions, and only suggestions: what meets at which level, and what must never meet."""

import pytest

from kindline.provenance.address import Locator, parse
from kindline.provenance.near import NEAR_1, Nearness, NearRules, near_keys, nearness, suggest

HASH = "0123456789abcdef0123456789abcdef01234567"


def read(text: str) -> Locator:
    found = parse(text)
    assert isinstance(found, Locator)
    return found


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("https://example.test/a?b=1", "hxxps://example[.]test/a?b=1#x", Nearness.EXACT),
        ("https://example.test/a?b=1&c=2", "http://www.example.test/a/?c=2&utm_source=x&b=1&fbclid=y", Nearness.LOOSE),
        ("https://example.test/albums/2041/7", "https://mirror.example/albums/2041/7", Nearness.MIRROR),
        ("https://example.test/a", "https://example.test/b", Nearness.HOST),
        ("https://a.example.test/x", "https://b.example.test/y", Nearness.DOMAIN),
        (f"magnet:?xt=urn:btih:{HASH}&dn=x", f"magnet:?xt=urn:btih:{HASH.upper()}", Nearness.EXACT),
        ("https://example.test/a", "https://example.example/a", None),
        ("https://a.github.io/", "https://b.github.io/", None),
    ],
)
def test_two_addresses_meet_at_the_nearest_level(one: str, other: str, level: Nearness | None) -> None:
    assert nearness(read(one), read(other)) is level is nearness(read(other), read(one))


@pytest.mark.parametrize("name", ["s", "id", "v", "p", "page", "sid", "ref"])
def test_a_parameter_that_may_name_the_content_is_never_left_out(name: str) -> None:
    met = nearness(read(f"https://example.test/view?{name}=1"), read(f"https://example.test/view?{name}=2"))
    assert met is Nearness.HOST


def test_near_is_a_list_for_a_person_and_keys_stay_apart() -> None:
    address = read("https://example.test/album/123456")
    others = [read("https://mirror.example/album/123456"), read("https://www.example.test/album/123456/"), address]
    found = suggest(address, others)
    assert [level for level, _ in found] == [Nearness.LOOSE, Nearness.MIRROR]
    assert len({other.key for _, other in found} | {address.key}) == 3


def test_keys_of_another_ruleset_never_meet() -> None:
    other = NearRules("near/2", NEAR_1.tracking, NEAR_1.tracking_prefixes, NEAR_1.shortest_path)
    address = read("https://example.test/album")
    assert set(near_keys(address)).isdisjoint(near_keys(address, rules=other))
    assert "example" not in repr(near_keys(address))
