"""Alerts are checked against the structure of the standard, its own rules, and the Child Alert profile."""

from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.faces.cli.dispatch import main
from kindline.services.missing.cap import checking, structure
from kindline.services.missing.cap.alert import NotNow, as_cap, corrected, ended, extended, issued_in, opened
from kindline.services.missing.cap.validating import LIMIT, PROFILES, problems
from kindline.services.missing.facts import read_facts
from kindline.services.missing.xml_reading import read
from tests.services.missing.fixtures import EXAMPLES, sample

AT = datetime.fromisoformat("2026-11-24T20:00:00+01:00")
FACTS = read_facts(EXAMPLES / "noor.toml")
HOUR = timedelta(hours=1)


def first():
    return opened(FACTS, sender="child-alert@116000.example", at=AT)


def whole() -> str:
    return as_cap(first(), FACTS).decode()


def test_the_table_is_the_published_schema() -> None:
    schema = ElementTree.parse(sample("cap/cap12.xsd")).getroot()
    tag = "{http://www.w3.org/2001/XMLSchema}"
    top = {element.get("name"): element for element in schema.findall(f"{tag}element")}

    def part(element) -> structure.Part:
        reference = (element.get("ref") or "").removeprefix("cap:")
        named = top[reference] if reference else element
        least, most = int(element.get("minOccurs", "1")), element.get("maxOccurs", "1")
        values = tuple(one.get("value") for one in named.findall(f"{tag}simpleType/{tag}restriction/{tag}enumeration"))
        restricted = named.find(f"{tag}simpleType/{tag}restriction")
        kind = (named.get("type") or (restricted.get("base") if restricted is not None else "")).removeprefix("xs:")
        parts = tuple(part(child) for child in named.findall(f"{tag}complexType/{tag}sequence/{tag}element"))
        return structure.Part(
            named.get("name"), "" if values else kind, least, None if most == "unbounded" else int(most), values, parts
        )

    assert part(top["alert"]) == structure.ALERT


@pytest.mark.parametrize("name", ["canada.cap", "earthquake-iso8859-1.cap"])
def test_public_samples_are_cap_and_no_child_alert(name: str) -> None:
    data = sample(f"cap/{name}").read_bytes()
    assert problems(data, by="none") == []
    assert problems(data) != []


def test_an_update_of_nothing_has_the_structure_and_breaks_the_rules() -> None:
    data = sample("cap/canada_errors.cap").read_bytes()
    assert list(checking.problems(read(data, limit=LIMIT))) == []
    assert problems(data, by="none") == ["msgType is Update, and references names no message"]
    assert problems(data) != []


@pytest.mark.parametrize(
    ("name", "why"), [("invalid.cap", "scope is missing"), ("xee.cap", "document type"), ("amber.atom", "the root is")]
)
def test_other_public_samples_are_refused(name: str, why: str) -> None:
    assert why in problems(sample(f"cap/{name}").read_bytes(), by="none")[0]


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><alert>&c;</alert>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB.encode(), "document type"),
        (BOMB.encode("utf-16"), "document type"),
        (b'<!DOCTYPE alert SYSTEM "file:///etc/passwd"><alert/>', "document type"),
        (b"<alert>&xxe;</alert>", "not well-formed"),
        (b"", "not well-formed"),
        (b"%PDF-1.7", "not well-formed"),
        (b'<?xml version="1.0" encoding="x-nothing"?><alert/>', "encoding we do not read"),
        (b"<a>" * 100_000, "nested deeper"),
        (b" " * (LIMIT + 1), "larger than"),
        (b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>", "not a CAP 1.2 alert"),
    ],
)
def test_attacks_and_what_is_no_alert_are_refused(data: bytes, why: str) -> None:
    (found,) = problems(data, by="none")
    assert why in found


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<status>Actual<", "<status>actual<", "is none of Actual"),
        ("<scope>Public</scope>", "<scope>Public</scope><scope>Public</scope>", "no place here"),
        ("<status>", '<status mood="bad">', "attribute mood"),
        ("<category>Rescue<", "<category><b/>Rescue<", "where text belongs"),
        ("<info>", "loose<info>", "text between"),
        ("+01:00</sent>", "Z</sent>", "is no dateTime"),
        ("+01:00</sent>", "+15:00</sent>", "is no dateTime"),
        ("2026-11-24T20:00:00+01:00</sent>", "2026-02-30T20:00:00+01:00</sent>", "is no dateTime"),
        ("<language>nl<", "<language>n_l<", "is no language"),
        ("<scope>Public</scope>", "<scope>Restricted</scope>", "restriction is missing"),
        ("<scope>Public</scope>", "<scope>Private</scope>", "addresses is missing"),
        ("<sender>child-alert@", "<sender>child alert@", "sender is empty or holds"),
        ("</areaDesc>", "</areaDesc><polygon>1,2 3,4 1,2</polygon>", "polygon"),
        ("</areaDesc>", "</areaDesc><circle>95,2 3</circle>", "circle"),
        ("<web>https://116000.example", "<web>/116000.example", "absolute"),
    ],
)
def test_cap_itself_refuses(old: str, new: str, why: str) -> None:
    found = problems(whole().replace(old, new, 1).encode(), by="none")
    assert any(why in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<language>de<", "<language>nl<", "once in each of"),
        ("<status>Actual<", "<status>Draft<", "status is Draft"),
        ("2026-11-25T02:00:00", "2026-11-25T02:00:01", "within 6 hours"),
        ("2026-11-25T02:00:00", "2026-11-24T20:00:00", "within 6 hours"),
        ("<web>https:", "<web>http:", "https"),
        (">116 000 (", ">112 (", "116 000"),
        ("ISO3166-2", "postcode", "no geocode"),
        ("<value>CAE<", "<value>SVA<", "no eventCode"),
        ("<responseType>Monitor<", "<responseType>AllClear<", "not the end of the case"),
        ("child-alert:decided-by", "decided", "who decided"),
        ("<severity>Severe<", "<severity>Minor<", "severity"),
        ("<event>", "<event>&lt;script&gt;", "markup"),
        ("<code>profile:kindline:child-alert:1</code>", "", "no code"),
        ("<value>BE-VOV<", "<value>BE-WHT<", "geocode differs"),
    ],
)
def test_the_profile_refuses_what_cap_allows(old: str, new: str, why: str) -> None:
    data = whole().replace(old, new, 1).encode()
    assert problems(data, by="none") == []
    assert any(why in one for one in problems(data)), problems(data)


@given(st.binary(max_size=200), st.integers(0, 5000), st.integers(0, 60))
def test_no_bytes_break_the_validator(noise: bytes, at: int, cut: int) -> None:
    data = whole().encode()
    for by in PROFILES:
        assert isinstance(problems(noise, by=by), list)
        assert isinstance(problems(data[:at] + noise + data[at + cut :], by=by), list)


def test_an_alert_lasts_six_hours_and_is_extended_three_times_to_a_day() -> None:
    message = first()
    assert message.expires == AT + 6 * HOUR
    for number in (1, 2, 3):
        message = extended(issued_in(as_cap(message, FACTS)), at=message.expires - timedelta(seconds=1))
        assert message.extension == number
        assert message.expires <= AT + 24 * HOUR
    with pytest.raises(NotNow, match="at most 3"):
        extended(message, at=message.sent + HOUR)
    assert len(message.references.split()) == 3


def test_a_correction_keeps_the_end_and_a_spent_alert_takes_a_new_decision() -> None:
    assert corrected(first(), at=AT + HOUR).expires == first().expires
    for verb in (corrected, extended):
        with pytest.raises(NotNow, match="run out"):
            verb(first(), at=AT + 6 * HOUR)
    with pytest.raises(NotNow, match="not later"):
        corrected(first(), at=AT)


def test_the_end_of_an_alert_is_not_the_end_of_the_case() -> None:
    over = ended(first(), at=AT + 7 * HOUR)
    text = as_cap(over, FACTS).decode()
    assert "The search goes on" in text and "AllClear" not in text
    with pytest.raises(NotNow, match="has been ended"):
        extended(issued_in(text.encode()), at=over.sent + HOUR)


def test_a_found_child_is_not_named_again() -> None:
    text = as_cap(ended(first(), at=AT + HOUR), FACTS, found=True).decode()
    assert FACTS.name not in text and "Bushalte" not in text


def test_nobody_alerts_without_a_magistrate_an_area_or_a_past() -> None:
    for change, why in (({"decided_by": {}}, "magistrate"), ({"areas": ()}, "somewhere")):
        with pytest.raises(NotNow, match=why):
            opened(replace(FACTS, **change), sender="a@b.example", at=AT)
        with pytest.raises(NotNow, match=why):
            as_cap(extended(first(), at=AT + HOUR), replace(FACTS, **change))
    with pytest.raises(NotNow, match="later than the alert"):
        opened(FACTS, sender="a@b.example", at=FACTS.last_seen - HOUR)
    with pytest.raises(NotNow, match="not about file EX-2"):
        as_cap(extended(first(), at=AT + HOUR), replace(FACTS, number="EX-2"))
    with pytest.raises(NotNow, match="sender"):
        as_cap(opened(FACTS, sender="two words", at=AT), FACTS)


def test_the_commands_make_files_that_pass(tmp_path, capsys) -> None:
    facts, at = str(EXAMPLES / "noor.toml"), "2026-11-24T20:00:00+01:00"
    assert main(["missing", "alert", facts, "--out", str(tmp_path), "--at", at]) == 0
    (alert,) = tmp_path.iterdir()
    later = ["--at", "2026-11-24T21:00:00+01:00", "--end", str(alert), "--found"]
    assert main(["missing", "alert", facts, "--out", str(tmp_path), *later]) == 0
    capsys.readouterr()
    files = sorted(map(str, tmp_path.iterdir()))
    assert main(["cap", "validate", *files]) == 0
    assert capsys.readouterr().out == "".join(f"{file}: valid\n" for file in files)
    assert main(["cap", "validate", str(tmp_path / "none.cap"), files[0]]) == 1
    assert "none.cap: invalid: cannot be read" in capsys.readouterr().out
    assert main(["missing", "alert", facts, "--out", str(tmp_path), "--at", at, "--found"]) == 1
