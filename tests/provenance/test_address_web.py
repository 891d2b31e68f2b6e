"""Web addresses: one canonical form for what a browser would open, and one key for it."""

import hashlib
import json

import pytest
from ada_url import URL

from kindline.provenance.address import CANON_VERSION, Locator, LocatorKind, NoteCode, Refusal, RefusalCode, parse
from tests.provenance.conftest import fixture_file


def read(text: str) -> Locator:
    found = parse(text)
    assert isinstance(found, Locator), found
    return found


def test_the_key_is_the_hash_of_version_and_canonical_form() -> None:
    found = read("https://example.test/a")
    assert found.canon_version == CANON_VERSION == "1+ada4.0.0"
    assert found.key == hashlib.sha256(b"1+ada4.0.0\x00https://example.test/a").digest()


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("HTTP://EXAMPLE.test:80/a/../b", "http://example.test/b"),
        ("http://example.test./a", "http://example.test/a"),
        ("https://example.test:443", "https://example.test/"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://BÜCHER.example/", "bücher.example"),
        ("http://example.test/a#part", "http://example.test/a"),
        ("https://who:secret@example.test/a", "https://example.test/a"),
        ("http://exa\u00admple.test/", "http://example.test/"),
        ("http://ex\u200bample.test/", "http://example.test/"),
        ("http://example.test\\@other.test/", "http://example.test/@other.test/"),
        ("\t http://example.test/a \n", "http://example.test/a"),
        ("x.test:8080/a", "http://x.test:8080/a"),
        ("www.x.test", "http://www.x.test/"),
        ("//example.test/a", "http://example.test/a"),
    ],
)
def test_twins_have_one_key(text: str, twin: str) -> None:
    assert read(text).key == read(twin).key


@pytest.mark.parametrize(
    "text",
    ["http://192.0.2.1/", "http://0xC0000201/", "http://3221225985/", "http://0300.0.02.01/", "http://192.0.513/",
     "http://0xc0.0x0.0x2.0x1./", "http://１９２.0.2.1/", "http://%31%39%32.0.2.1/"],
)  # fmt: skip
def test_every_notation_of_an_ip_literal_is_one_address(text: str) -> None:
    found = read(text)
    assert (found.kind, found.ip, found.canonical) == (LocatorKind.WEB, "192.0.2.1", "http://192.0.2.1/")
    assert found.registrable_domain is None


def test_ipv6_literals_keep_their_brackets_in_the_host_and_lose_them_in_the_ip() -> None:
    found = read("http://[2001:0DB8:0::1]:8080/a")
    assert (found.host, found.ip, found.canonical) == (
        "[2001:db8::1]",
        "2001:db8::1",
        "http://[2001:db8::1]:8080/a",
    )
    assert read("http://[::ffff:192.0.2.1]/").ip == "192.0.2.1"


def test_a_bare_ip_is_of_kind_ip_and_with_a_port_it_is_web() -> None:
    assert (read("192.0.2.1").kind, read("192.0.2.1").canonical) == (LocatorKind.IP, "192.0.2.1")
    assert read("0xC0.0.2.1").key == read("192.0.2.1").key
    assert read("2001:DB8::1").canonical == "2001:db8::1"
    assert read("192.0.2.1:8080/x").kind is LocatorKind.WEB


def test_an_address_of_more_than_300_characters_and_a_semicolon_stays_whole() -> None:
    text = "http://example.test/" + "a;b,c/" * 80 + "?q=" + "x" * 400
    assert read(text).canonical == text


def test_the_host_is_the_standards_host_byte_for_byte() -> None:
    assert read("http://Example.TEST./").host == "example.test."
    assert read("http://example.test.").registrable_domain == "example.test"


def test_the_raw_text_is_never_altered() -> None:
    text = " hxxp://exam\u200bple[.]test/A "
    assert read(text).raw == text


def test_known_platforms_stay_web_with_platform_and_handle() -> None:
    found = read("https://t.me/Some_Name")
    assert (found.kind, found.platform, found.handle) == (LocatorKind.WEB, "telegram", "some_name")
    assert read("https://www.instagram.com/explore").handle is None


def test_credentials_leave_the_canonical_form_and_are_pointed_out() -> None:
    found = read("https://who:secret@example.test/")
    assert found.canonical == "https://example.test/"
    assert [(note.code, note.part) for note in found.notes] == [(NoteCode.CREDENTIALS_REMOVED, "who:secret")]


def _without_what_we_drop(href: str) -> str:
    url = URL(href)
    url.username, url.password, url.hash = "", "", ""
    if url.hostname.endswith(".") and not url.hostname.endswith(".."):
        url.hostname = url.hostname[:-1]
    return str(url.href)


def test_canonical_forms_agree_with_every_absolute_web_case_of_the_standard() -> None:
    cases = json.loads(fixture_file("urltestdata.json").read_text("utf-8"))
    compared = refused = 0
    for case in cases:
        if not isinstance(case, dict) or case.get("base") or case.get("failure"):
            continue
        if not case["href"].startswith(("http://", "https://")):
            continue
        found = parse(case["input"])
        if isinstance(found, Refusal):
            assert found.code in (RefusalCode.PRIVATE_ADDRESS, RefusalCode.NO_HOST), case["input"]
            refused += 1
            continue
        assert found.canonical == _without_what_we_drop(case["href"]), case["input"]
        assert found.host == URL(case["href"]).hostname
        compared += 1
    assert compared > 110 and refused < 20


def test_what_the_standard_fails_to_parse_is_refused_or_noted_as_mended() -> None:
    cases = json.loads(fixture_file("urltestdata.json").read_text("utf-8"))
    failing = [c for c in cases if isinstance(c, dict) and c.get("failure") and not c.get("base")]
    for case in failing:
        found = parse(case["input"])
        if isinstance(found, Locator):
            noted = {note.code for note in found.notes}
            assert noted & {NoteCode.DEOBFUSCATED, NoteCode.SCHEME_ASSUMED}, case["input"]
    assert len(failing) > 200
