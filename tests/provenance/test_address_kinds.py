"""Addresses without a web host: each kind has its own grammar and its own canonical form."""

import pytest

from kindline.provenance.address import Locator, LocatorKind, NoteCode, Refusal, RefusalCode, parse

ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd"  # the example address of Tor's rend-spec-v3
HASH = "abcdef0123456789abcdef0123456789abcdef01"
CID_0 = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPABC"
CID_1 = "bafybeie5nqv6kd3qnfjupgvz34woh3oksc3iau6abmyajn7qvtf47mk7ym"


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        (f"{ONION}.onion/a", LocatorKind.ONION, f"http://{ONION}.onion/a"),
        (f"http://www.{ONION.upper()}.onion", LocatorKind.ONION, f"http://www.{ONION}.onion/"),
        (ONION, LocatorKind.ONION, f"http://{ONION}.onion/"),
        (f"https://{ONION}.onion.example/a?b", LocatorKind.ONION, f"http://{ONION}.onion/a?b"),
        ("zaak.i2p/x", LocatorKind.I2P, "http://zaak.i2p/x"),
        (f"http://{'a2' * 26}.b32.i2p/", LocatorKind.I2P, f"http://{'a2' * 26}.b32.i2p/"),
        (f"magnet:?xt=urn:btih:{HASH.upper()}&dn=x&tr=udp://t.test", LocatorKind.MAGNET, f"magnet:?xt=urn:btih:{HASH}"),
        ("magnet:?xt=urn:btih:VPG66AJDIVTYTK6N54ASGRLHRGV433YB", LocatorKind.MAGNET, f"magnet:?xt=urn:btih:{HASH}"),
        (f"magnet:?xt.1=urn:btmh:1220{'AB' * 32}", LocatorKind.MAGNET, f"magnet:?xt=urn:btmh:1220{'ab' * 32}"),
        (f"btih:{HASH}", LocatorKind.MAGNET, f"magnet:?xt=urn:btih:{HASH}"),
        (f"ed2k://|file|a b.avi|123|{'AB' * 16}|/", LocatorKind.ED2K, f"urn:ed2k:{'ab' * 16}"),
        (f"ipfs://{CID_0}/a", LocatorKind.IPFS, f"ipfs://{CID_1}/a"),
        (f"https://gate.example/ipfs/{CID_0}/a", LocatorKind.IPFS, f"ipfs://{CID_1}/a"),
        (f"https://{CID_1}.ipfs.gate.example/a", LocatorKind.IPFS, f"ipfs://{CID_1}/a"),
        ("news:<id$1@news.test>", LocatorKind.NEWS, "news:id$1@news.test"),
        ("<id$1@news.test>", LocatorKind.NEWS, "news:id$1@news.test"),
        ("alt.binaries.Example", LocatorKind.NEWS, "news:alt.binaries.example"),
        ("nntp://News.test:119/alt.example/42", LocatorKind.NEWS, "nntp://news.test/alt.example/42"),
        ("irc://IRC.test:6667/%23Chan", LocatorKind.IRC, "irc://irc.test/chan"),
        ("#Chan@irc.test", LocatorKind.IRC, "irc://irc.test/chan"),
        ("#chan on irc.test", LocatorKind.IRC, "irc://irc.test/chan"),
        ("freenet:USK@abc,def/site/1", LocatorKind.FREENET, "freenet:USK@abc,def/site/1"),
        ("http://127.0.0.1:8888/USK@abc/site", LocatorKind.FREENET, "freenet:USK@abc/site"),
        ("telegram @Naam", LocatorKind.APP, "app:telegram/naam"),
        ("@naam op Snapchat", LocatorKind.APP, "app:snapchat/naam"),
        ("@naam (insta)", LocatorKind.APP, "app:instagram/naam"),
        ("kik: naam", LocatorKind.APP, "app:kik/naam"),
        ("tg://resolve?domain=Naam", LocatorKind.APP, "app:telegram/naam"),
        ("whatsapp +32 470 00 00 00", LocatorKind.APP, "app:whatsapp/+32470000000"),
        ("@naam@sociaal.example", LocatorKind.APP, "app:mastodon/naam@sociaal.example"),
    ],
)
def test_each_kind_has_its_canonical_form(text: str, kind: LocatorKind, canonical: str) -> None:
    found = parse(text)
    assert isinstance(found, Locator), found
    assert (found.kind, found.canonical) == (kind, canonical)
    again = parse(canonical)
    assert isinstance(again, Locator)
    assert (again.kind, again.key) == (kind, found.key)


def test_a_gateway_is_a_second_route_to_the_same_content() -> None:
    found = parse(f"https://{ONION}.onion.example/a")
    assert isinstance(found, Locator)
    assert found.host == f"{ONION}.onion"
    assert found.gateway_host == f"{ONION}.onion.example"
    assert NoteCode.GATEWAY in {note.code for note in found.notes}


def test_an_old_onion_name_is_taken_and_noted() -> None:
    found = parse("http://expyuzz4wqqyqhjn.onion/")
    assert isinstance(found, Locator)
    assert [note.code for note in found.notes] == [NoteCode.LEGACY_ONION]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{ONION[:-4]}aaaa.onion", RefusalCode.BAD_ONION_CHECKSUM),
        ("http://abc.onion/", RefusalCode.BAD_ONION_NAME),
        ("http://onion/", RefusalCode.BAD_ONION_NAME),
        ("magnet:?xt=urn:btih:zz", RefusalCode.BAD_HASH),
        ("ed2k://|file|a|1|nothash|/", RefusalCode.BAD_HASH),
        ("ipfs://nothing", RefusalCode.BAD_HASH),
        ("@naam", RefusalCode.PLATFORM_NEEDED),
        ("naam@example.test", RefusalCode.EMAIL_ONLY),
        ("mailto:naam@example.test", RefusalCode.EMAIL_ONLY),
        ("", RefusalCode.EMPTY),
        (" \u200b\n", RefusalCode.EMPTY),
        ("http://", RefusalCode.NO_HOST),
        ("http://./", RefusalCode.NO_HOST),
        ("about:blank", RefusalCode.NO_HOST),
        ("javascript:alert(1)", RefusalCode.SCRIPT_SCHEME),
        ("java\nscript:alert(1)", RefusalCode.SCRIPT_SCHEME),
        ("file:///etc/x", RefusalCode.LOCAL_FILE),
        ("C:\\x\\y.jpg", RefusalCode.LOCAL_FILE),
        ("foo://bar", RefusalCode.UNKNOWN_SCHEME),
        ("just words", RefusalCode.NOT_AN_ADDRESS),
        ("photo.jpg", RefusalCode.NOT_AN_ADDRESS),
        ("http://a b/", RefusalCode.BAD_HOST),
        ("http://http://x.test", RefusalCode.BAD_HOST),
        ("http://10.0.0.1/", RefusalCode.PRIVATE_ADDRESS),
        ("http://0x7f.1/", RefusalCode.PRIVATE_ADDRESS),
        ("http://[::1]/", RefusalCode.PRIVATE_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", RefusalCode.PRIVATE_ADDRESS),
        ("localhost:8000", RefusalCode.PRIVATE_ADDRESS),
        ("http://router.local/", RefusalCode.PRIVATE_ADDRESS),
        ("http://x.test/" + "a" * 16_000, RefusalCode.TOO_LONG),
    ],
)
def test_each_refusal_has_its_code(text: str, code: RefusalCode) -> None:
    found = parse(text)
    assert isinstance(found, Refusal), found.canonical
    assert found.code is code


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64,AAAA",
        "DATA:,x",
        "d\na\tta:image/png,AAAA",
        "d\u200bata:image/png,AAAA",
        "view-source:data:text/html,x",
        "'data:image/png,AAAA'",
        "data[:]image/png,AAAA",
        "blob:https://example.test/1f0e",
        "http://x.test/?i=data:image/png;base64," + "A" * 300,
        "data:image/png;base64," + "A" * 20_000,
    ],
)
def test_content_inside_an_address_is_refused_and_only_length_and_hash_are_kept(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.EMBEDDED_CONTENT
    assert found.length > 0 and found.sha256 and len(found.sha256) == 64
    assert not any(value == text for value in (found.code, found.sha256))
