"""What may tell who reported is pointed out by its exact piece of text, and changes no key."""

import pytest

from kindline.provenance.address import Locator, NoteCode, parse


@pytest.mark.parametrize(
    ("tail", "code", "part"),
    [
        ("a?user=jan_fictief", NoteCode.USER_NAME, "user=jan_fictief"),
        ("@jan_fictief/1", NoteCode.USER_NAME, "@jan_fictief"),
        ("~jan/", NoteCode.USER_NAME, "~jan"),
        ("members/jan", NoteCode.USER_NAME, "jan"),
        ("a?x=1&ref=ABC123", NoteCode.REFERRAL_CODE, "ref=ABC123"),
        ("invite/Zk3p", NoteCode.REFERRAL_CODE, "Zk3p"),
        ("a?access_token=x", NoteCode.TOKEN, "access_token=x"),
        ("a;jsessionid=0A1B2C?x=1", NoteCode.SESSION, "jsessionid=0A1B2C"),
        ("a?PHPSESSID=0a1b", NoteCode.SESSION, "PHPSESSID=0a1b"),
        ("a?q=9fK2mQ7xT4vB8nL1cR5z", NoteCode.TOKEN, "q=9fK2mQ7xT4vB8nL1cR5z"),
        ("a?mail=jan%40example.test", NoteCode.EMAIL, "mail=jan%40example.test"),
        ("a/jan@example.test/b", NoteCode.EMAIL, "jan@example.test"),
        ("a?utm_source=x", NoteCode.TRACKING, "utm_source=x"),
        ("a?igshid=x", NoteCode.TRACKING, "igshid=x"),
        ("a#part", NoteCode.FRAGMENT_DROPPED, "#part"),
        ("#/a?token=x", NoteCode.TOKEN, "token=x"),
    ],
)
def test_each_is_pointed_out(tail: str, code: NoteCode, part: str) -> None:
    text = f"https://example.test/{tail}"
    found = parse(text)
    assert isinstance(found, Locator)
    assert (code, part) in [(note.code, note.part) for note in found.notes]
    assert part in text
    assert part in found.canonical or code is NoteCode.FRAGMENT_DROPPED or "#" in tail


@pytest.mark.parametrize(
    "tail", ["", "a/b.html", "thread/154?page=2", "a-long-title-with-many-words-in-it-2024", "a?id=42"]
)
def test_plain_addresses_have_nothing_to_point_out(tail: str) -> None:
    found = parse(f"https://example.test/{tail}")
    assert isinstance(found, Locator)
    assert found.notes == ()
