"""Registrable domains, where SCART's last two labels go wrong (civil-hotline.md §1.5 no. 1)."""

import re

import pytest

from kindline.provenance.suffix import has_known_suffix, public_suffix, public_suffix_version, registrable_domain
from tests.provenance.conftest import fixture_file


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("pictures.example.co.uk", "example.co.uk"),
        ("archive.example.ac.be", "example.ac.be"),
        ("example.github.io", "example.github.io"),
        ("www.example.blogspot.com", "example.blogspot.com"),
        ("a.b.example.test", "example.test"),
        ("example.test.", "example.test"),
        ("EXAMPLE.test", "example.test"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("co.uk", None),
        ("github.io", None),
        ("com", None),
        ("192.0.2.1", None),
        ("[2001:db8::1]", None),
        ("", None),
        (".", None),
        ("a..test", None),
    ],
)
def test_the_registrable_domain_is_the_label_under_the_public_suffix(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


def test_every_official_vector_holds() -> None:
    text = fixture_file("test_psl.txt").read_text("utf-8")
    vectors = re.findall(r"^checkPublicSuffix\((null|'[^']*'), (null|'[^']*')\);", text, re.MULTILINE)
    assert len(vectors) == 78
    for host, domain in vectors:
        wanted = None if domain == "null" else domain.strip("'")
        assert registrable_domain("" if host == "null" else host.strip("'")) == wanted, host


def test_the_lists_version_is_a_date() -> None:
    assert re.match(r"20\d\d-\d\d-\d\d", public_suffix_version())


def test_a_file_name_has_no_known_suffix() -> None:
    assert has_known_suffix("example.co.uk") and not has_known_suffix("photo.jpg")
    assert public_suffix("a.example.github.io") == "github.io" and public_suffix("192.0.2.1") is None
