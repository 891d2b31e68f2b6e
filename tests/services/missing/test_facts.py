"""Public facts are read strictly: what is missing or wrong is named, and nothing is guessed."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kindline.services.missing.facts import BadFacts, facts_from, read_facts
from tests.services.missing.fixtures import EXAMPLES


def raw(**changes: Any) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / "noor.toml").read_text()) | changes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": ""}, "name is missing"),
        ({"name": "N\x00r"}, "name is not"),
        ({"name": "N" * 61}, "at most 60"),
        ({"age": 140}, "from 0 to 24"),
        ({"age": True}, "age"),
        ({"height": 1.4}, "height"),
        ({"last_seen": "2026-11-24T16:20:00"}, "offset"),
        ({"last_seen": "yesterday"}, "offset"),
        ({"web": "http://116000.example/x"}, "web"),
        ({"web": "javascript:alert(1)"}, "web"),
        ({"portrait": "../../secret.svg"}, "portrait"),
        ({"portrait": "photo.jpg"}, "portrait"),
        ({"place": {"nl": "Hier"}}, "place is given in exactly"),
        ({"sex": "?"}, "sex"),
        ({"diagnosis": "private"}, "unknown field diagnosis"),
        ({"areas": ["BE"]}, "areas"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadFacts, match=why):
        facts_from(raw(**changes))


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[", b"x" * 1_000_001, b"name = 1\nname = 2"])
def test_what_is_no_file_of_facts_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "facts.toml"
    file.write_bytes(data)
    with pytest.raises(BadFacts):
        read_facts(file)


def test_a_name_in_any_script_is_a_name_and_is_not_shown_in_a_trace() -> None:
    facts = facts_from(raw(name="نور Łucja 小明"))
    assert facts.name == "نور Łucja 小明"
    assert facts.name not in repr(facts)
