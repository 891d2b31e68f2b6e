"""Masked forms never show an address; defanged forms cannot be clicked and still mean the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.provenance.address import Locator, parse
from kindline.provenance.masking import defang, mask
from tests.provenance.test_address_kinds import ONION


@pytest.mark.parametrize(
    ("canonical", "masked"),
    [
        ("https://example.test:8443/a?b", "hxxps://e•••••.test/…"),
        ("http://www.pictures.example.co.uk/", "hxxp://e•••••.co.uk/…"),
        ("http://someone.github.io/", "hxxp://s•••••.github.io/…"),
        ("http://192.0.2.1/", "hxxp://192.•.•.•/…"),
        ("http://[2001:db8::1]/x", "hxxp://[••••]/…"),
        ("192.0.2.1", "192.•.•.•"),
        (f"http://{ONION}.onion/x", "hxxp://p•••••.onion/…"),
        ("app:telegram/naam", "app:telegram/•••••"),
        ("magnet:?xt=urn:btih:abcdef0123456789abcdef0123456789abcdef01", "magnet:•••••"),
        ("news:id@news.test", "news:•••••"),
    ],
)
def test_a_masked_address_shows_kind_and_first_letter(canonical: str, masked: str) -> None:
    assert mask(canonical) == masked


labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=2, max_size=12).filter(
    lambda label: label[0].isalpha()
)


@settings(max_examples=80, deadline=None)
@given(labels, labels, labels, labels)
def test_no_label_path_or_query_survives_masking(sub: str, name: str, path: str, query: str) -> None:
    masked = mask(f"https://{sub}.q{name}.test/{path}?{query}")
    assert masked == "hxxps://q•••••.test/…"


@pytest.mark.parametrize(
    "canonical",
    ["https://example.test:8443/a.html?b=c.d#", "http://192.0.2.1/x", "ftp://example.test/", "192.0.2.1",
     f"http://{ONION}.onion/x", "irc://irc.test/chan", "app:telegram/naam", "news:id@news.test"],
)  # fmt: skip
def test_a_defanged_address_still_has_its_key(canonical: str) -> None:
    plain, veiled = parse(canonical), parse(defang(canonical))
    assert isinstance(plain, Locator) and isinstance(veiled, Locator)
    assert veiled.key == plain.key


def test_defanging_works_inside_a_sentence() -> None:
    text = "Seen (https://example.test/a) and www.x.test yesterday."
    assert defang(text) == "Seen (hxxps://example[.]test/a) and www[.]x[.]test yesterday."
