"""Obfuscated text is understood; text that already parses is left alone."""

import pytest

from kindline.provenance.address import Locator, NoteCode, parse


@pytest.mark.parametrize(
    "text",
    [
        "hxxp://example[.]test/a",
        "hXXp://example.test/a",
        "h**p://example.test/a",
        "http[:]//example.test/a",
        "http[://]example.test/a",
        "hxxp[:]//example(dot)test/a",
        "http://example(dot)test/a",
        "http://example (dot) test/a",
        "http://example{.}test/a",
        "http://example[punt]test/a",
        "http://example dot test/a",
        "ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｔｅｓｔ／a",
        "exam\u200bple。test/a",
        "ht\u200btp://exam\u2060ple[.]te\u00adst/a",
        "http//example.test/a",
        "http;//example.test/a",
        "ttp://example.test/a",
        "<http://example.test/a>",
        "“http://example.test/a”",
        "example[.]test/a",
    ],
)
def test_what_people_do_to_an_address_is_undone(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Locator), found
    assert found.canonical == "http://example.test/a"
    assert {note.code for note in found.notes} & {NoteCode.DEOBFUSCATED, NoteCode.SCHEME_ASSUMED}


@pytest.mark.parametrize(
    "text",
    [
        "http://example.test/a[.]b",
        "http://example.test/?q=(dot)",
        "http://example.test/hxxp://x",
        "http://example.test/\u200b",
        "http://example.test/%5B.%5D",
    ],
)
def test_text_that_parses_is_not_mended(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Locator)
    assert NoteCode.DEOBFUSCATED not in {note.code for note in found.notes}


def test_the_veil_of_the_host_is_lifted_from_the_path_too() -> None:
    found = parse("hxxps://example[.]test/photo[.]html")
    assert isinstance(found, Locator)
    assert found.canonical == "https://example.test/photo.html"


def test_another_veil_in_the_path_may_mean_what_it_says() -> None:
    found = parse("hxxps://example[.]test/a(dot)b")
    assert isinstance(found, Locator)
    assert found.canonical == "https://example.test/a(dot)b"
