"""Mandate `assess`: the same machinery, with licensed analysts as those who are handed, judge and release."""

from collections.abc import Callable

import pytest

from kindline.kernel.procedure.models import Deadline, Event
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Answer, Dossier, Notice, Report
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
HOME = "https://album.test/a"


@pytest.fixture
def assess(play_under: Callable[[str], Play]) -> Play:
    return play_under("assess-be-2017")


def dossier_answer(play: Play, **said: object) -> list[str]:
    """The police sign for their one dossier, and say something more about it."""
    (parcel,), _ = play.fetch(play.police)
    entry = {"dossier": parcel["dossier"], "parcel": parcel["parcel"], "acknowledged": True} | said
    return [result.result for result in record_answers(play.police.answer(dossiers=[entry]))]


def test_analysts_are_handed_the_report_and_the_police_get_the_dossier_at_once(assess: Play) -> None:
    assess.file(HOME, identity="ring 02 555 00 00")
    assess.rounds(1)
    assert assess.fetch(assess.police)[0] == []
    assert {result.result for result in assess.judge()} == {"accepted"}
    assess.rounds(2)
    dossier = Dossier.objects.get()
    assert (dossier.purpose, dossier.authority) == ("refer", "federal-police")
    assert not Notice.objects.exists()
    assert {result.result for result in assess.sign_for_dossiers()} == {"accepted"}
    said_by = {
        event.by.partition(":")[0] for event in Event.objects.filter(verb__in=("acknowledge", "judge", "release"))
    }
    assert said_by == {"analyst"}
    assert set(Answer.objects.values_list("role", flat=True)) == {"analyst", "police"}


def test_the_clocks_of_judging_are_the_analysts(assess: Play) -> None:
    assess.file(HOME)
    assess.rounds(1)
    assert Deadline.objects.get(kind="handover_ack").role == "analyst"
    assess.judge(instruction="wait")
    assert Deadline.objects.get(kind="verdict").role == "analyst"
    assert Deadline.objects.get(kind="release").role == "analyst"


def test_the_police_judge_nothing_where_others_assess(assess: Play) -> None:
    assess.file(HOME)
    assess.rounds(1)
    assess.judge(instruction="wait")
    address = Address.objects.get()
    line = assess.line(address, verdict="not_illegal")
    report = {"report": str(address.report_id), "addresses": [line]}
    assert [r.result for r in record_answers(assess.police.answer(reports=[report]))] == ["not_the_assessor"]
    silent = {"report": str(address.report_id), "feedback": "none"}
    assert [r.result for r in record_answers(assess.police.answer(reports=[silent]))] == ["not_the_assessor"]
    assert Address.objects.get().verdict == "abuse_material"


def test_what_the_police_ordered_no_analyst_undoes(assess: Play) -> None:
    assess.file(HOME)
    assess.rounds(1)
    assess.judge()
    assess.rounds(2)
    assert dossier_answer(assess, instruction="hold") == ["accepted"]
    address = Address.objects.get()
    assert (address.state, address.instructed_by) == ("held", "federal-police")
    assert assess.instruct(address, "act_now") == "instructed_by_police"
    assert Address.objects.get().state == "held"
    row = Dossier.objects.get()
    lifted = {"dossier": str(row.pk), "instruction": "act_now"}
    assert [r.result for r in record_answers(assess.police.answer(dossiers=[lifted]))] == ["accepted"]
    assert Address.objects.get().state == "watching"


def test_an_analyst_may_not_sign_for_what_the_police_were_sent(assess: Play) -> None:
    assess.file(HOME)
    assess.rounds(1)
    assess.judge()
    assess.rounds(2)
    (parcel,), _ = assess.fetch(assess.police)
    entry = {"dossier": parcel["dossier"], "parcel": parcel["parcel"], "acknowledged": True}
    assert [r.result for r in record_answers(assess.assessor.answer(dossiers=[entry]))] == ["unknown_dossier"]
    assert Report.objects.get().state == "acknowledged"
