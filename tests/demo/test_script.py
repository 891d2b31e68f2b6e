"""The play as written: enough of everything, on names that belong to nobody."""

import ipaddress
from collections import Counter

import pytest

from kindline.faces.outside import script
from kindline.faces.outside.leading import host_of
from kindline.provenance.address import Locator, parse, parse_many

RESERVED = ("example", "test", "onion", "i2p")
# Public-suffix traps and platforms need real suffixes; IANA or the suffix's owner keeps `example` below them.
TRAPS = ("example.co.uk", "example.github.io", "example.ac.be", "example.com.au", "example.blogspot.com", "discord.com")
NETWORKS = [
    ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
ROWS = script.rows()


def locators() -> list[Locator]:
    return [found for row in ROWS for text in row.addresses for found in parse_many(text) if isinstance(found, Locator)]


def test_there_are_more_than_three_hundred_reports_in_four_languages() -> None:
    assert len(ROWS) >= 300
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {row.language for row in ROWS} == {"nl", "fr", "de", "en"}


@pytest.mark.parametrize("kind", ["web", "onion", "i2p", "magnet", "ed2k", "news", "irc", "ipfs", "app"])
def test_every_kind_of_address_is_played(kind: str) -> None:
    assert kind in {str(found.kind) for found in locators()}


@pytest.mark.parametrize(
    "words",
    ["home", "member hotline", "no member hotline", "behind a proxy", "IPv6 only", "IDN", "punycode",
     "the same address as",
     "IP literal", "public suffix", "malformed", "urgent", "held", "never notify", "semicolon", "300 characters",
     "moves", "no feedback", "withheld", "preserve first", "several addresses"],
)  # fmt: skip
def test_every_situation_is_played(words: str) -> None:
    assert any(words in row.situation for row in ROWS)


def test_every_host_is_a_reserved_name_or_a_documentation_network() -> None:
    for found in locators():
        if found.ip:
            ip = ipaddress.ip_address(found.ip)
            ip = getattr(ip, "ipv4_mapped", None) or ip
            assert any(ip in network for network in NETWORKS), found.host
        elif found.host:
            last = found.host.rpartition(".")[2]
            assert last in RESERVED or found.host.endswith(TRAPS), found.host


def test_no_two_reports_say_the_same_so_that_each_can_be_told_apart() -> None:
    filed = [row for row in ROWS if row.site != "gives up"]
    assert max(Counter((row.addresses, row.account, row.contact, row.how) for row in filed).values()) == 1


def test_the_police_have_a_word_for_every_address_that_is_filed() -> None:
    known = script.words()
    for row in ROWS:
        typed = row.addresses[:1] if row.site == "drops the line" else row.addresses
        if row.site != "gives up":
            assert all(part in known for text in typed for part in script.GLUED.split(text)), row.id


def test_a_word_is_read_with_what_follows_days_later() -> None:
    word = script.read_word("withhold abuse_material/national hold then act_now")
    assert word == script.Word("abuse_material", "national", "hold", "act_now", withhold=True)
    assert script.read_word("not_illegal") == script.Word("not_illegal")


def test_a_small_play_keeps_as_many_situations_as_fit() -> None:
    assert len(script.rows(60)) == 60
    assert len({row.situation for row in script.rows(60)}) > 40


def test_a_host_is_read_from_what_the_police_opened() -> None:
    assert host_of({"canonical": "https://album.test/x"}) == "album.test"
    assert host_of({"canonical": None}) == ""
    assert isinstance(parse("https://album.test/x"), Locator)
