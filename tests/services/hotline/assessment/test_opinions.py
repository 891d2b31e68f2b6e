"""Two who must agree, a supervisor where they differ, and a known address that nobody has to look at twice."""

import json

import pytest

from kindline.kernel.audit.models import Leaf
from kindline.kernel.people.models import User
from kindline.services.hotline import task_decisions
from kindline.services.hotline.assessment import answering, earlier, taking
from kindline.services.hotline.assessment.models import Opinion, Taking
from kindline.services.hotline.assessment.taking import NotNow
from kindline.services.hotline.erasing import erase_report
from kindline.services.hotline.models import Address, Task
from tests.assessing import Desk
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
ADDRESS = "https://album.test/a"


@pytest.fixture
def both_must_agree(desk: Desk) -> None:
    desk.analysts.work_in(desk.installation, second_opinion="always")


def filed(play: Play, *addresses: str) -> None:
    play.file(*addresses)
    play.rounds(1)


def test_the_second_analyst_is_another_and_their_agreement_counts(
    play: Play, desk: Desk, ann: User, ben: User, both_must_agree: None
) -> None:
    filed(play, ADDRESS)
    desk.judge(ann)
    address = Address.objects.get()
    assert (address.state, address.verdict) == ("acknowledged", "")
    with pytest.raises(NotNow) as refused:
        taking.take_next(by=ann)
    assert refused.value.why == "nothing_waits"
    desk.judge(ben)
    address.refresh_from_db()
    assert (address.state, address.verdict) == ("awaiting_release", "abuse_material")
    assert [one.counts_since is None for one in Opinion.objects.order_by("number")] == [True, False]


def test_where_two_differ_a_supervisor_decides_between_what_was_said(
    play: Play, desk: Desk, ann: User, ben: User, both_must_agree: None
) -> None:
    filed(play, ADDRESS)
    desk.judge(ann)
    desk.judge(ben, classification="not_illegal")
    task = Task.objects.get(kind="opinions_differ")
    assert task.role == "supervisor" and task_decisions.choices_of(task) == ("first", "second", "third_look")
    task_decisions.decide(task, decision="second", reason="a holiday picture, says the house's rule 4", by="user:1")
    address = Address.objects.get()
    assert (address.state, address.verdict) == ("closed", "not_illegal")


def test_a_third_look_goes_to_a_third_person_and_agrees_with_one(
    play: Play, desk: Desk, ann: User, ben: User, both_must_agree: None
) -> None:
    eve = desk.analysts.person("eve")
    filed(play, ADDRESS)
    desk.judge(ann)
    desk.judge(ben, classification="not_illegal")
    with pytest.raises(NotNow):
        taking.take_next(by=eve)
    task_decisions.decide(Task.objects.get(), decision="third_look", reason="not clear to me", by="user:1")
    desk.judge(eve)
    assert Address.objects.get().verdict == "abuse_material"


def test_the_national_class_alone_asks_for_a_second_look_where_the_mandate_says_so(
    play: Play, desk: Desk, ann: User
) -> None:
    desk.analysts.work_in(desk.installation, second_opinion="national")
    filed(play, ADDRESS, "https://balkon.example/b")
    desk.judge(ann, classification="national")
    desk.judge(ann)
    verdicts = Address.objects.order_by("ordinal").values_list("verdict", flat=True)
    assert sorted(verdicts) == ["", "abuse_material"]


def test_a_known_address_is_released_without_anybody_looking(play: Play, desk: Desk, ann: User, ben: User) -> None:
    filed(play, ADDRESS)
    desk.judge(ann, gender="both")
    filed(play, ADDRESS)
    held = taking.take_next(by=ben)
    assert held.address is not None
    known = earlier.earlier_of(held.address)
    assert known and (known.verdict, known.classification, known.codes["gender"]) == (
        "abuse_material", "baseline", "both",
    )  # fmt: skip
    (content,) = desk.read(taking.hand_out(held, reason="earlier", by=ben))
    answering.answer(desk.document("ben", content, gender="both", adopted=True), by=ben)
    assert Address.objects.filter(verdict="abuse_material").count() == 2
    assert not ben.exposures.exists() and ann.exposures.exists()


def test_what_was_never_judged_is_not_handed_out_as_known(play: Play, desk: Desk, ann: User) -> None:
    filed(play, ADDRESS)
    held = taking.take_next(by=ann)
    with pytest.raises(NotNow):
        taking.hand_out(held, reason="earlier", by=ann)


def test_a_verdict_taken_over_needs_no_second_look_and_a_made_up_one_does(
    play: Play, desk: Desk, ann: User, ben: User, both_must_agree: None
) -> None:
    filed(play, ADDRESS)
    desk.judge(ann, adopted=True)
    assert Address.objects.get().verdict == ""
    desk.judge(ben)
    filed(play, ADDRESS)
    desk.judge(ann, adopted=True)
    assert Address.objects.filter(verdict="abuse_material").count() == 2


def test_sending_an_answer_again_changes_nothing(play: Play, desk: Desk, ann: User) -> None:
    filed(play, ADDRESS)
    document = desk.document("ann", desk.open(ann))
    answering.answer(document, by=ann)
    before = Leaf.objects.count()
    from kindline.services.hotline.answers import record_answers

    assert {one.result for one in record_answers(document)} == {"repeated"}
    assert Opinion.objects.count() == 1 and Leaf.objects.count() == before


def test_the_log_says_that_somebody_spoke_and_not_what_of_whom(play: Play, desk: Desk, ann: User) -> None:
    filed(play, ADDRESS)
    desk.judge(ann)
    said = [json.loads(bytes(leaf.payload)) for leaf in Leaf.objects.all()]
    (leaf,) = [leaf for leaf in said if leaf["action"] == "assessment.said"]
    assert leaf["facts"] == {"number": 1}


def test_erasure_takes_every_opinions_release_and_whose_hands_it_was_in(
    play: Play, desk: Desk, ann: User, ben: User, both_must_agree: None
) -> None:
    filed(play, ADDRESS)
    desk.judge(ann)
    desk.judge(ben, classification="not_illegal")
    task_decisions.decide(Task.objects.get(), decision="second", reason="clear enough", by="user:1")
    play.rounds(1)
    report = Address.objects.get().report
    erase_report(report.pk, by="user:1")
    assert {bytes(one.answer.document) for one in Opinion.objects.select_related("answer")} == {b""}
    assert Opinion.objects.count() == 2 and not Taking.objects.exists()
