"""The six Belgian criteria are proposed with the facts that met them; silence is never called safety."""

from datetime import UTC, datetime, timedelta

import pytest

from kindline.services.missing import first_hours, worrying
from kindline.services.missing.kinds import SPLITS, Kind, opened
from kindline.services.missing.words import LANGUAGES
from kindline.services.missing.worrying import NONE_KNOWN, BadRules, Met, propose, rule_set, shipped


def test_the_rules_are_six_with_their_source_and_who_decides() -> None:
    rules = shipped()
    assert len(rules.criteria) == 6 and rules.version == 1
    assert "police" in rules.source and "magistrate" in rules.decides
    assert all(set(one.words) == set(LANGUAGES) for one in rules.criteria)


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ({"age": 12}, [Met("under_13", ("age",))]),
        ({"age": 0}, [Met("under_13", ("age",))]),
        ({"lacks_autonomy": True}, [Met("disability", ("lacks_autonomy",))]),
        ({"needs_medicine": True}, [Met("treatment", ("needs_medicine",))]),
        ({"spoke_of_suicide": True}, [Met("danger_of_death", ("spoke_of_suicide",))]),
        ({"with_threatening_persons": True}, [Met("harmful_company", ("with_threatening_persons",))]),
        ({"contradicts_habits": True}, [Met("out_of_habit", ("contradicts_habits",))]),
        (
            {"age": 9, "medical_treatment": True, "needs_medicine": True},
            [Met("under_13", ("age",)), Met("treatment", ("medical_treatment", "needs_medicine"))],
        ),
    ],
)
def test_one_fact_is_enough_and_is_named(facts, met) -> None:
    proposal = propose(facts, rules=shipped())
    assert list(proposal.met) == met
    assert proposal.status == "proposed"
    assert proposal.rules == "worrying-be/1"


@pytest.mark.parametrize("facts", [{}, {"age": 13}, {"age": None}, dict.fromkeys(shipped().asks[1:], False)])
def test_no_criterion_known_yet_is_not_called_not_worrying(facts) -> None:
    proposal = propose(facts, rules=shipped())
    assert proposal.met == () and proposal.status == NONE_KNOWN
    assert set(proposal.not_yet_known) == {name for name in shipped().asks if facts.get(name) is None}
    public = {name for name in dir(worrying) + dir(proposal) if not name.startswith("_")}
    assert not {name for name in public if "not_worrying" in name or "safe" in name}


@pytest.mark.parametrize("facts", [{"aeg": 9}, {"age": "9"}, {"age": -1}, {"age": True}])
def test_a_fact_that_cannot_be_weighed_is_an_error_and_not_a_silence(facts) -> None:
    with pytest.raises(BadRules):
        propose(facts, rules=shipped())


@pytest.mark.parametrize("text", ["", "[", 'name="a"', 'name="a"\nversion=1\nsource="s"\ndecides="d"\ncriteria=[]'])
def test_what_is_no_rule_set_is_refused(text: str) -> None:
    with pytest.raises(BadRules):
        rule_set(text)


def test_every_kind_has_its_first_hours_in_four_languages() -> None:
    checklist = first_hours.shipped()
    assert all(set(step.words) == set(LANGUAGES) for step in checklist.steps)
    lists = {kind: [step.code for step in checklist.of(kind)] for kind in Kind}
    assert all(steps[0] == "no_waiting" for steps in lists.values())
    assert "hiding_places" in lists[Kind.LOST_INJURED_OTHERWISE]
    assert "hiding_places" not in lists[Kind.PARENTAL_ABDUCTION] and "custody" in lists[Kind.PARENTAL_ABDUCTION]
    assert "guardian" in lists[Kind.MISSING_MIGRANT_MINOR]
    assert set(SPLITS) == set(Kind)


def test_a_kind_is_revised_and_the_first_is_kept() -> None:
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    history = opened(Kind.RUNAWAY, at=at, by="operator")
    later = history.revised(Kind.THIRD_PARTY_ABDUCTION, at=at + timedelta(hours=2), by="adviser")
    assert (later.type_at_opening, later.type_current) == (Kind.RUNAWAY, Kind.THIRD_PARTY_ABDUCTION)
    for kind, when in ((Kind.THIRD_PARTY_ABDUCTION, at + timedelta(hours=3)), (Kind.RUNAWAY, at)):
        with pytest.raises(ValueError):
            later.revised(kind, at=when, by="adviser")
