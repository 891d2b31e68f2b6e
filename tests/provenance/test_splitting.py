"""Pasted text comes apart into addresses, whole ones; what looks like one and is none is said."""

import pytest

from kindline.provenance.address import Locator, Refusal, RefusalCode, parse_many


def canonical(text: str) -> list[str]:
    return [found.canonical if isinstance(found, Locator) else found.code.value for found in parse_many(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://a.test/1 http://b.test/2\nc.test", ["http://a.test/1", "http://b.test/2", "http://c.test/"]),
        ("http://a.test/1;x=2,3", ["http://a.test/1;x=2,3"]),
        ("http://a.test/;a\r\n\r\nhttp://b.test/,b\r\n", ["http://a.test/;a", "http://b.test/,b"]),
        ("http://a.test/,http://b.test/", ["http://a.test/", "http://b.test/"]),
        ("a.test,b.test/x", ["http://a.test/", "http://b.test/x"]),
        ("http://a.test/a, http://b.test/b; c.test", ["http://a.test/a", "http://b.test/b", "http://c.test/"]),
        ("http://a.test/?u=1,http://b.test/", ["http://a.test/?u=1,http://b.test/"]),
        ("see http://a.test/x. and (www.b.test/y), thanks", ["http://a.test/x", "http://www.b.test/y"]),
        ("http://a.test/(x)", ["http://a.test/(x)"]),
        ("http://a.test/my file.jpg", ["http://a.test/my%20file.jpg"]),
        ("telegram @naam, http://a.test/", ["app:telegram/naam", "http://a.test/"]),
        ("I saw @naam on snapchat yesterday", ["app:snapchat/naam"]),
        ("example (dot) test and other[.]test/a", ["http://example.test/", "http://other.test/a"]),
        ("192.0.2.1 2001:db8::1", ["192.0.2.1", "2001:db8::1"]),
        (f"ed2k://|file|a b.avi|1|{'ab' * 16}|/ http://a.test", [f"urn:ed2k:{'ab' * 16}", "http://a.test/"]),
        ("http://a.test/ naam@b.test", ["http://a.test/", "email_only"]),
        ("nothing here", ["not_an_address"]),
        ("", ["empty"]),
        (" \n\n", ["empty"]),
    ],
)
def test_text_comes_apart_into_whole_addresses(text: str, expected: list[str]) -> None:
    assert canonical(text) == expected


def test_a_refusal_says_where_it_stood() -> None:
    text = "http://a.test/\n  first words\nsee http://10.0.0.1/x now"
    _, words, private = parse_many(text)
    assert isinstance(words, Refusal) and isinstance(private, Refusal)
    assert (words.line, text[words.start : words.end].strip()) == (2, "first words")
    assert (private.line, private.code) == (3, RefusalCode.PRIVATE_ADDRESS)
    assert text[private.start : private.end] == "http://10.0.0.1/x"


def test_a_wrapped_payload_is_one_refusal_and_the_address_after_it_survives() -> None:
    found = parse_many("data:image/png;base64,AAAABBBBCCCC\nDDDDEEEEFFFFGGGGHHHHIIIIJJJJ\nhttp://a.test/")
    assert [type(item) for item in found] == [Refusal, Locator]


def test_raw_is_the_piece_as_it_stood() -> None:
    (found,) = parse_many("look: hxxp://a[.]test/x, please")
    assert isinstance(found, Locator)
    assert found.raw == "hxxp://a[.]test/x"
