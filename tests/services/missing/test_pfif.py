"""Records for trusted peers: read strictly, written whole, and wiped to a placeholder when their time is over."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.faces.cli.dispatch import main
from kindline.services.missing.pfif.model import (
    NOTE_FIELDS,
    PERSON_FIELDS,
    Document,
    Extension,
    Note,
    NotPfif,
    Person,
    document_from,
)
from kindline.services.missing.pfif.rules import is_placeholder, problems, without_expired
from kindline.services.missing.pfif.xml import parse, serialise

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4" xmlns:x="https://peer.example/more">
  <pfif:person>
    <pfif:person_record_id>116000.example/7f3k</pfif:person_record_id>
    <pfif:source_date>2026-11-24T19:00:00Z</pfif:source_date>
    <pfif:entry_date>2026-11-24T19:05:00Z</pfif:entry_date>
    <pfif:expiry_date>2026-12-24T19:00:00Z</pfif:expiry_date>
    <pfif:full_name>Noor نور</pfif:full_name>
    <pfif:age>10-12</pfif:age>
    <pfif:date_of_birth>2015-06</pfif:date_of_birth>
    <pfif:home_country>BE</pfif:home_country>
    <x:consent by="guardian">yes <x:b>really</x:b> so</x:consent>
    <pfif:note>
      <pfif:note_record_id>116000.example/n1</pfif:note_record_id>
      <pfif:author_name>Fictional</pfif:author_name>
      <pfif:source_date>2026-11-24T20:00:00Z</pfif:source_date>
      <pfif:status>believed_missing</pfif:status>
      <pfif:text>Line one
  line two &amp; &lt;three&gt;</pfif:text>
    </pfif:note>
  </pfif:person>
</pfif:pfif>
"""


def broken(old: str, new: str) -> list[str]:
    assert old in RECORD
    return list(problems(parse(RECORD.replace(old, new, 1).encode())))


def test_the_model_has_the_fields_of_the_standard() -> None:
    assert (len(PERSON_FIELDS), len(NOTE_FIELDS)) == (25, 15)


def test_a_record_and_what_others_added_survive_both_ways() -> None:
    document = parse(RECORD.encode())
    assert list(problems(document)) == []
    (person,) = document.persons
    assert person.full_name == "Noor نور"
    assert person.extensions[0].attributes == (("by", "guardian"),)
    assert person.extensions[0].children[0].tail == " so"
    assert parse(serialise(document)) == document
    assert document_from(json.loads(json.dumps(document.to_dict()))) == document


# What XML can carry; it folds nothing of these.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cn", "Cc"], include_characters="\t\n\r"), max_size=20)
NOTES = st.builds(Note, **dict.fromkeys(NOTE_FIELDS, WORDS))
ADDED = st.builds(Extension, tag=st.just("{https://peer.example/}a"), text=WORDS)
PERSONS = st.builds(Person, **dict.fromkeys(PERSON_FIELDS, WORDS), notes=st.tuples(NOTES), extensions=st.tuples(ADDED))


@given(PERSONS)
def test_whatever_stands_in_a_record_comes_back(person: Person) -> None:
    document = Document(persons=(person,), notes=person.notes)
    assert parse(serialise(document)) == document
    assert document_from(json.loads(json.dumps(document.to_dict()))) == document


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("116000.example/7f3k", "7f3k", "person_record_id"),
        ("2026-11-24T19:00:00Z", "2026-11-24", "source_date"),
        ("2026-11-24T19:00:00Z", "2026-02-30T19:00:00Z", "source_date"),
        ("Noor نور", " ", "full_name is missing"),
        ("10-12", "12-10", "age"),
        ("2015-06", "2015-13", "date_of_birth"),
        (">BE<", ">Belgium<", "home_country"),
        ("believed_missing", "gone", "status"),
        (">Fictional<", "><", "author_name is missing"),
    ],
)
def test_broken_rules_are_named(old: str, new: str, why: str) -> None:
    assert any(why in one for one in broken(old, new))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("pfif/1.4", "pfif/1.2", "not a PFIF 1.4 document"),
        ("<pfif:age>10-12</pfif:age>", "<pfif:age>1</pfif:age><pfif:age>2</pfif:age>", "twice"),
        ("<pfif:age>10-12</pfif:age>", "<pfif:shoe>36</pfif:shoe>", "no field"),
        ("<pfif:age>", '<pfif:age unit="y">', "more than text"),
        ("<pfif:person>", "<pfif:person>loose", "only fields belong"),
        ("<pfif:pfif ", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><pfif:pfif ', "document type"),
    ],
)
def test_what_would_be_lost_or_is_an_attack_is_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(NotPfif, match=why):
        broken(old, new)


def test_twice_the_same_record_is_named() -> None:
    document = parse(RECORD.encode())
    twice = Document(persons=document.persons * 2)
    assert [one.partition(" ")[0] for one in problems(twice)] == ["person_record_id", "note_record_id"]


def test_an_expired_record_leaves_a_placeholder_and_no_notes() -> None:
    document = parse(RECORD.encode())
    about = Note(note_record_id="peer.example/1", person_record_id="116000.example/7f3k", text="seen")
    document = Document(persons=document.persons, notes=(about,))
    assert without_expired(document, at=datetime(2026, 12, 24, 18, 59, 59, tzinfo=UTC)) == document
    after = without_expired(document, at=datetime(2026, 12, 24, 19, tzinfo=UTC))
    (person,) = after.persons
    assert is_placeholder(person) and not after.notes and list(problems(after)) == []
    text = serialise(after).decode()
    assert "Noor" not in text and "consent" not in text and text.count("<pfif:") == 6


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"form": "other"},
        {"form": "kindline/pfif/1", "persons": [{"shoe": "36"}]},
        {"form": "kindline/pfif/1", "persons": [{"age": 11}]},
        {"form": "kindline/pfif/1", "persons": {"age": "11"}},
        {"form": "kindline/pfif/1", "extensions": [{"text": "no tag"}]},
    ],
)
def test_another_json_is_refused(data: object) -> None:
    with pytest.raises(NotPfif):
        document_from(data)


@pytest.mark.parametrize("tag", ["{http://zesty.ca/pfif/1.4}person", "a b", "", "{x}a><b"])
def test_an_extension_cannot_smuggle_markup(tag: str) -> None:
    with pytest.raises(NotPfif):
        serialise(Document(extensions=(Extension(tag),)))


def test_the_commands_go_both_ways(tmp_path, capsys) -> None:
    first, middle, last = (tmp_path / name for name in ("first.xml", "middle.json", "last.xml"))
    first.write_text(RECORD, "utf-8")
    at = ["--at", "2026-11-25T00:00:00+00:00"]
    assert main(["pfif", "import", str(first), "--out", str(middle), *at]) == 0
    assert main(["pfif", "export", str(middle), "--out", str(last), *at]) == 0
    assert parse(last.read_bytes()) == parse(first.read_bytes())
    assert main(["pfif", "export", str(middle), "--at", "2027-01-01T00:00:00+00:00"]) == 0
    shown = capsys.readouterr()
    assert "Noor" not in shown.out and "placeholders=1" in shown.err
    assert main(["pfif", "validate", str(first), str(last)]) == 0
    assert main(["pfif", "validate", str(middle)]) == 1
    assert "invalid: not well-formed" in capsys.readouterr().out
