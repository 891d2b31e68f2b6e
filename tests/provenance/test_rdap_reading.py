"""Reading registries' answers: the right mailbox wherever it hangs, and no document that breaks the reader."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.faces.cli.commands.rdap import row
from kindline.provenance.rdap import parse
from tests.provenance.conftest import ROOT

FIXTURES = ROOT.parent / "shared" / "fixtures" / "rdap"
# Read by a person from the documents: file → kind, country, abuse, handle, conformance, error.
EXPECTED: dict[str, tuple[str, str | None, list[str], str | None, list[str], str | None]] = {
    "2001_db8__.json": ("ip network", "AU", [], "XXXX-RIR", [], None),
    "autnum_16509.json": (
        "autnum", None, ["abuse@amazonaws.com"], "AS16509",
        ["nro_rdap_profile_0", "rdap_level_0", "nro_rdap_profile_asn_flat_0"], None,
    ),
    "domain_afnic_fr.json": (
        "domain", None, [], "DOM000000181261-FRNIC",
        ["rdap_level_0", "icann_rdap_technical_implementation_guide_0", "icann_rdap_response_profile_0"], None,
    ),
    "error_ripe_net.json": (
        "error", None, [], None, ["cidr0", "rdap_level_0", "nro_rdap_profile_0"], "501 Not Implemented",
    ),
    "lookup_with_redaction.json": (
        "domain", None, ["abuse@organization.example"], None, ["rdap_level_0", "redacted"], None,
    ),
    "network_192_198_0_0.json": (
        "ip network", None, ["daniel.petsinger@radiolinkinternet.com"], "NET-192-198-0-0-1",
        ["nro_rdap_profile_0", "rdap_level_0", "cidr0", "arin_originas0"], None,
    ),
}  # fmt: skip


def fixture(name: str) -> Path:
    if not FIXTURES.exists():
        pytest.skip("the public RDAP fixtures are not beside the repository")
    return FIXTURES / name


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_answer_is_read_as_a_person_reads_it(name: str) -> None:
    found = row(str(fixture(name)))
    keys = ("kind", "country", "abuse", "handle", "conformance", "error")
    assert tuple(found[key] for key in keys) == EXPECTED[name]


def test_every_fixture_is_expected() -> None:
    assert {path.name for path in fixture("").glob("*.json")} == set(EXPECTED)


def test_what_was_left_out_on_purpose_is_named() -> None:
    fact = parse(fixture("lookup_with_redaction.json").read_bytes())
    assert len(fact.redacted) == 14 and "Registrant Email" in fact.redacted


def document(**members: Any) -> bytes:
    return json.dumps({"objectClassName": "autnum", **members}).encode()


def entity(*emails: Any, roles: Any = ("abuse",), **more: Any) -> dict[str, Any]:
    return {"roles": list(roles) if isinstance(roles, tuple) else roles, "vcardArray": ["vcard", list(emails)], **more}


def email(value: Any, **parameters: Any) -> list[Any]:
    return ["email", parameters, "text", value]


MARKED = [email("ops@holder.example"), email("noc@holder.example"), email("abuse@holder.example", type="abuse")]


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        ([entity(*MARKED)], ["abuse@holder.example"]),
        ([entity(*MARKED, roles=("registrant", "technical", "abuse"))], ["abuse@holder.example"]),
        ([entity(*MARKED, roles=("technical",))], ["abuse@holder.example"]),
        ([entity(*MARKED[:2])], ["ops@holder.example", "noc@holder.example"]),
        ([entity(*MARKED[:2], roles=("technical",))], []),
        ([entity(roles=("registrant",), entities=[entity(email("deep@holder.example"))])], ["deep@holder.example"]),
        (
            [entity(roles=("registrant",), entities=[entity(email("deep@holder.example"))]),
             entity(email("near@holder.example"))],
            ["near@holder.example", "deep@holder.example"],
        ),
        ([entity(email("a@holder.example", TYPE=["work", "Abuse"]), email("b@holder.example"))], ["a@holder.example"]),
        ([entity(email("a@holder.example", type="work,abuse"), email("b@holder.example"))], ["a@holder.example"]),
        ([entity(email("mailto:a@holder.example?subject=x"))], ["a@holder.example"]),
        ([entity(["email", {}, "text", "a@x.example", "b@x.example"])], ["a@x.example", "b@x.example"]),
        ([entity(email("A@holder.example")), entity(email("a@Holder.example"))], ["A@holder.example"]),
        ([entity(email(""), email("REDACTED FOR PRIVACY"), email(None), email({}))], []),
        ([entity(email("a@holder.example"), roles="Abuse")], ["a@holder.example"]),
        ([entity()], []),
        (["no object", None, 7, [], entity(email("a@holder.example"))], ["a@holder.example"]),
        (entity(email("a@holder.example")), ["a@holder.example"]),
        ([entity(["EMAIL", [], "text", "a@holder.example"], ["email"], "email", None)], ["a@holder.example"]),
        ([entity(roles=("abuse",)) | {"vcardArray": "vcard"}, {"roles": ["abuse"]}], []),
        ([{"roles": ["abuse"], "jscard": {"emails": {"e": {"address": "a@holder.example"}}}}], ["a@holder.example"]),
    ],
)  # fmt: skip
def test_the_mailbox_for_abuse_is_found(entities: Any, expected: list[str]) -> None:
    assert list(parse(document(entities=entities)).abuse) == expected


@pytest.mark.parametrize(
    ("said", "read"),
    [("nl", "NL"), ("NL", "NL"), ("", None), (None, None), ("Nederland", None), (["NL"], None), (31, None),
     ("N1", None), (True, None)],
)  # fmt: skip
def test_a_country_is_two_letters_or_nothing(said: Any, read: str | None) -> None:
    assert parse(document(country=said)).country == read


def test_the_country_of_letters_is_not_the_country_of_the_network() -> None:
    """Where a holder's post goes says nothing of where its machines stand."""
    box = ["adr", {"cc": "VU"}, "text", ["", "", "", "", "", "", "Vanuatu"]]
    assert parse(document(entities=[entity(box, roles=("registrant",))])).country is None


@pytest.mark.parametrize(
    ("octets", "kind", "error"),
    [
        (b"", "", "empty"),
        (b"<html>", "", "not JSON"),
        (b"[]", "", "not an object"),
        (b"{}", "", "not an RDAP object"),
        (b'{"objectClassName": "help"}', "", "not an RDAP object"),
        (b'{"errorCode": 404}', "error", "404"),
        (b'{"errorCode": 429, "title": "Slow down"}', "error", "429 Slow down"),
        (b'{"errorCode": null, "title": ["x"]}', "error", "error"),
        (b'{"startAutnum": 64496}', "autnum", None),
        (b'\xef\xbb\xbf{"objectClassName": "IP  Network"}', "ip network", None),
        ('{"objectClassName": "domain"}'.encode("utf-16"), "domain", None),
        (b'{"objectClassName": "entity", "handle": "\xff\\ud800"}', "entity", None),
        (b'{"objectClassName": "autnum", "handle": ' + b"9" * 5000 + b"}", "", "not JSON"),
        (b'{"a":' * 100_000, "", "nested too deeply"),
    ],
)
def test_what_is_no_answer_says_why(octets: bytes, kind: str, error: str | None) -> None:
    fact = parse(octets)
    assert (fact.kind, fact.error) == (kind, error)
    json.dumps(fact.handle).encode()


MEMBERS = st.sampled_from(
    "objectClassName handle country entities roles vcardArray rdapConformance errorCode title redacted name "
    "description jscard emails address contexts label startAddress endAddress type".split()
)
WORDS = st.text(max_size=12) | st.sampled_from(["abuse", "a@b.example"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS | st.text(max_size=6), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_document_makes_an_exception(anything: Any) -> None:
    _is_plain(json.dumps(anything).encode())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(MEMBERS, JSON), max_size=6), st.lists(JSON, max_size=4))
def test_no_broken_object_makes_an_exception(members: list[tuple[str, Any]], cards: list[Any]) -> None:
    broken = {"objectClassName": "autnum", "entities": [entity(*cards)], **dict(members)}
    _is_plain(json.dumps(broken).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_make_an_exception(noise: bytes, at: int) -> None:
    whole = document(entities=[entity(*MARKED)], country="NL", handle="AS64496")
    _is_plain(noise)
    _is_plain(whole[:at] + noise + whole[at:])


def _is_plain(octets: bytes) -> None:
    fact = parse(octets)
    assert all(isinstance(mailbox, str) and "@" in mailbox for mailbox in fact.abuse)
    (repr(fact) + json.dumps([fact.kind, fact.country, fact.abuse, fact.handle, fact.conformance, fact.error])).encode()


def test_the_command_prints_one_line_a_file_whatever_is_in_it(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(document(handle="AS64496"))
    bad.write_bytes(b"\x00\xff")
    assert [row(str(path))["error"] for path in (good, bad, tmp_path / "none.json", tmp_path)] == [
        None, "not JSON", "cannot read the file", "cannot read the file"]  # fmt: skip
    assert list(row(str(good))) == ["file", "kind", "country", "abuse", "handle", "conformance", "error"]
