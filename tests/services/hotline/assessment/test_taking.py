"""One address at a time, in one pair of hands, for a reason that the log knows first."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.outbox import holding
from kindline.kernel.people.models import Licence, User
from kindline.kernel.welfare.models import Exposure
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.assessment import answering, taking
from kindline.services.hotline.assessment.models import Opinion, Taking
from kindline.services.hotline.assessment.taking import NotNow
from kindline.services.hotline.models import Address, Report
from tests.assessing import Desk
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def filed(play: Play, *addresses: str, **said: str) -> None:
    play.file(*addresses, **said)
    play.rounds(1)


def leaves(action: str) -> list[dict]:
    found = [json.loads(bytes(leaf.payload)) for leaf in Leaf.objects.all()]
    return [leaf for leaf in found if leaf["action"] == action]


def why(refused: pytest.ExceptionInfo[NotNow]) -> str:
    return refused.value.why


def test_an_address_that_an_analyst_judges_and_releases_goes_its_way(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://album.test/a")
    assert [one.result for one in desk.judge(ann)] == ["accepted", "accepted"]
    play.rounds(1)
    address = Address.objects.get()
    assert (address.verdict, address.classification) == ("abuse_material", "baseline")
    assert address.state == "routed" and address.released.sealed
    codes = {entry["list"]: (entry["version"], entry["code"]) for entry in Opinion.objects.get().codes}
    assert codes["age"] == ("1", "prepubescent") and len(codes) == 8
    assert taking.in_hand(ann) is None


def test_urgent_comes_first_and_then_what_is_due_first(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://first.example/")
    clock.move(timedelta(hours=2))
    filed(play, "https://second.example/")
    filed(play, "https://urgent.example/", danger="now")
    seen = []
    for _ in range(3):
        content = desk.open(ann)
        seen.append(content["raw"])
        answering.answer(desk.document("ann", content, classification="not_illegal"), by=ann)
    assert seen == ["https://urgent.example/", "https://first.example/", "https://second.example/"]


def test_one_address_is_in_one_pair_of_hands(play: Play, desk: Desk, ann: User, ben: User) -> None:
    filed(play, "https://one.example/", "https://two.example/")
    first, again, other = taking.take_next(by=ann), taking.take_next(by=ann), taking.take_next(by=ben)
    assert first.pk == again.pk and first.address != other.address
    with pytest.raises(NotNow) as refused:
        taking.hand_out(first, reason="assess", by=ben)
    assert why(refused) == "not_in_hand"


def test_what_is_handed_back_is_offered_to_the_next(play: Play, desk: Desk, ann: User, ben: User) -> None:
    filed(play, "https://one.example/")
    desk.open(ann)
    held = taking.take_next(by=ann)
    taking.hand_back(held, by=ann)
    assert taking.take_next(by=ben).address == held.address
    assert Exposure.objects.get().ended_at


def test_what_is_passed_on_waits_for_that_colleague_for_one_shift(play: Play, desk: Desk, ann: User, ben: User) -> None:
    eve = desk.analysts.person("eve")
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    taking.pass_on(held, to=ben, by=ann)
    with pytest.raises(NotNow) as refused:
        taking.take_next(by=eve)
    assert why(refused) == "nothing_waits"
    clock.move(timedelta(hours=13))
    assert taking.take_next(by=eve).address == held.address


def test_what_somebody_took_home_is_offered_again(play: Play, desk: Desk, ann: User, ben: User) -> None:
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    clock.move(timedelta(hours=5))
    assert taking.take_next(by=ben).address == held.address


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"undertaking_signed_at": None}, "no_undertaking"),
        ({"role": "operator"}, "not_an_analyst"),
        ({"is_active": False}, "not_an_analyst"),
    ],
)
def test_nothing_is_handed_to_who_may_not_assess(play: Play, desk: Desk, ann: User, changes: dict, code: str) -> None:
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    User.objects.filter(pk=ann.pk).update(**changes)
    ann.refresh_from_db()
    with pytest.raises(NotNow) as refused:
        taking.hand_out(held, reason="assess", by=ann)
    assert why(refused) == code


def test_nothing_is_handed_out_on_an_expired_licence_or_none(play: Play, desk: Desk) -> None:
    filed(play, "https://one.example/")
    late = desk.analysts.person("eve", until=date(2026, 1, 1))
    for expected in ("licence_expired", "no_licence"):
        with pytest.raises(NotNow) as refused:
            taking.take_next(by=late)
        assert why(refused) == expected
        Licence.objects.all().delete()


def test_the_log_has_the_reason_and_one_envelope_leaves(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/", "https://two.example/")
    held = taking.take_next(by=ann)
    with pytest.raises(NotNow) as refused:
        taking.hand_out(held, reason="curious", by=ann)
    assert why(refused) == "no_reason" and leaves("assessment.opened") == []
    download = json.loads(taking.hand_out(held, reason="assess", by=ann))
    (leaf,) = leaves("assessment.opened")
    assert (leaf["by"], leaf["subject"]) == (f"analyst:{ann.pk}", str(held.address_id))
    assert leaf["facts"] == {"reason": "assess", "purposes": ["address"]}
    assert [len(parcel["envelopes"]) for parcel in download["parcels"]] == [1]


def test_words_are_handed_out_by_themselves_for_a_reason_of_their_own(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    (account,) = desk.read(taking.hand_out_words(held, reason="context", by=ann))
    assert account["text"] == "seen by chance"
    assert leaves("assessment.opened")[0]["facts"]["purposes"] == ["account"]


def test_a_report_of_words_alone_is_read_and_acknowledged(play: Play, desk: Desk, ann: User) -> None:
    filed(play, account="somebody wrote to my daughter")
    held = taking.take_next(by=ann)
    assert held.address is None
    desk.read(taking.hand_out_words(held, reason="danger", by=ann))
    entry = {"report": str(held.report_id), "parcel": str(held.parcel)}
    answering.answer(desk.signed("ann", entry), by=ann)
    assert Report.objects.get().state == "closed" and taking.in_hand(ann) is None


def test_what_is_held_is_offered_to_nobody(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    taking.hand_back(held, by=ann)
    with transaction.atomic(using="core"):
        holding.hold(subject=held.address_id, by="police:test")
    with pytest.raises(NotNow) as refused:
        taking.take_next(by=ann)
    assert why(refused) == "nothing_waits"


def test_what_is_held_while_in_somebodys_hands_is_not_opened(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/")
    held = taking.take_next(by=ann)
    with transaction.atomic(using="core"):
        holding.hold(subject=held.address_id, by="police:test")
    with pytest.raises(NotNow) as refused:
        taking.hand_out(held, reason="assess", by=ann)
    assert why(refused) == "not_in_hand"
    assert taking.in_hand(ann) is None and leaves("assessment.opened") == []


def test_only_who_has_it_in_hand_answers_for_it(play: Play, desk: Desk, ann: User, ben: User) -> None:
    filed(play, "https://one.example/")
    content = desk.open(ann)
    by_ben = desk.document("ben", content)
    with pytest.raises(NotNow):
        answering.answer(by_ben, by=ben)
    with pytest.raises(answering.BadDocument):
        answering.answer(by_ben, by=ann)
    assert not Opinion.objects.exists() and Taking.objects.get().ended_at is None


def test_an_answer_about_more_than_is_in_hand_is_refused_whole(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/", "https://two.example/")
    content = desk.open(ann)
    other = content | {"ordinal": 3 - content["ordinal"]}
    with pytest.raises(answering.BadDocument):
        answering.answer(desk.document("ann", other), by=ann)


def test_codes_that_say_another_verdict_or_are_missing_are_refused(play: Play, desk: Desk, ann: User) -> None:
    filed(play, "https://one.example/")
    content = desk.open(ann)
    results = answering.answer(desk.document("ann", content, age="older"), by=ann)
    assert results[-1].result == "unknown_code" and not Opinion.objects.exists()
    assert answering.answer(desk.document("ann", content), by=ann)[-1].result == "accepted"


def test_what_was_passed_on_to_somebody_comes_before_what_is_older(
    play: Play, desk: Desk, ann: User, ben: User
) -> None:
    filed(play, "https://older.example/")
    filed(play, "https://newer.example/")
    eve = desk.analysts.person("eve")
    first, newer = taking.take_next(by=eve), taking.take_next(by=ann)
    taking.pass_on(newer, to=ben, by=ann)
    taking.hand_back(first, by=eve)
    assert taking.take_next(by=ben).address == newer.address


def test_an_answer_that_was_recorded_and_never_confirmed_is_signed_anew_and_is_the_same_word(
    play: Play, desk: Desk, ann: User
) -> None:
    desk.analysts.work_in(desk.installation, second_opinion="always")
    filed(play, "https://one.example/")
    content = desk.open(ann)
    record_answers(desk.document("ann", content))
    assert taking.in_hand(ann)
    clock.move(timedelta(seconds=1))
    again = answering.answer(desk.document("ann", content), by=ann)
    assert [one.result for one in again] == ["repeated"]
    assert taking.in_hand(ann) is None and Opinion.objects.count() == 1
