"""Both sides' lists once a month: frozen, signed, compared; one parcel removed shows as a difference."""

import json
from datetime import timedelta
from typing import Any

import pytest

from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.sealing.answer import sign_document, verify_document
from kindline.sealing.errors import SealingError
from kindline.services.hotline import late, reconciling
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Reconciliation, Report, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def to_the_first() -> None:
    """Move to the first days of the next month."""
    today = clock.today()
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=2)
    clock.move(timedelta(days=(first - today).days))


@pytest.fixture
def month(play: Play) -> str:
    """A month with three reports in it, over since yesterday."""
    to_the_first()
    for number in range(3):
        play.file(f"https://album.test/{number}")
    play.rounds(1)
    play.fetch()
    name = f"{clock.today():%Y-%m}"
    to_the_first()
    play.rounds(1)
    return name


def receipts() -> list[str]:
    return sorted(str(report.pk) for report in Report.objects.all())


def say(play: Play, month: str, holds: list[str], **more: Any) -> str:
    """The police's signed word about a month."""
    payload = {
        "form": "kindline/answers/1", "authority": "federal-police", "at": clock.now().isoformat(),
        "checkpoint": {"size": 0, "root": ""}, "reports": [], "dossiers": [],
        "reconciliations": [{"month": month, "holds": holds, **more}],
    }  # fmt: skip
    (result,) = record_answers(sign_document(payload, key=play.police.officer, context="answers"))
    return result.result


def test_a_month_that_is_over_is_frozen_once_and_signed_by_the_platform(play: Play, month: str) -> None:
    play.rounds(2)
    row = Reconciliation.objects.get()
    assert (f"{row.month:%Y-%m}", row.authority, row.sent) == (month, "federal-police", 3)
    frozen = bytes(row.ours)
    assert sorted(one["report"] for one in reconciling.listed(row)) == receipts()
    assert b"album" not in frozen
    Parcel.objects.filter(kind="handover").delete()
    play.later(days=1)
    assert bytes(Reconciliation.objects.get().ours) == frozen, "what was frozen stays as it was"
    row.ours = frozen.replace(b'"payload":"', b'"payload":"A')
    with pytest.raises(SealingError):
        reconciling.listed(row)


def test_both_sides_agree_and_all_three_documents_are_signed(play: Play, month: str) -> None:
    row = Reconciliation.objects.get()
    assert say(play, month, receipts(), of=row.ours_sha256) == "accepted"
    assert not Task.objects.filter(kind="reconcile", done_at=None).exists()
    play.rounds(1)
    row.refresh_from_db()
    assert (row.sent, row.held, reconciling.differing(row)) == (3, 3, 0)
    officers = {play.police.officer.public().key_id: play.police.officer.public()}
    theirs = verify_document(bytes(row.theirs or b""), keys=officers, context="answers").payload
    joint = reconciling.opened(bytes(row.joint or b""))
    assert theirs["reconciliations"][0]["of"] == joint["ours"] == row.ours_sha256
    assert (joint["theirs"], joint["differ"]) == (row.theirs_sha256, 0)


def test_one_parcel_removed_shows_as_a_difference_and_a_task(play: Play, month: str) -> None:
    gone, *left = receipts()
    assert say(play, month, left) == "accepted"
    row = Reconciliation.objects.get()
    assert (row.sent, row.held, row.missing, row.unknown) == (3, 2, [gone], [])
    task = Task.objects.get(kind="reconcile")
    assert (str(task.subject), task.facts["why"]) == (gone, "not_on_their_list")


def test_a_receipt_we_never_gave_shows_as_a_difference_and_another_months_does_not(play: Play, month: str) -> None:
    before = receipts()
    play.file("https://album.test/later")
    play.rounds(1)
    play.fetch()
    later = next(one for one in receipts() if one not in before)
    stranger = "00000000-0000-4000-8000-000000000009"
    assert say(play, month, [*before, later, stranger]) == "accepted"
    row = Reconciliation.objects.get()
    assert (row.missing, row.unknown) == ([], [stranger])
    assert Task.objects.get(kind="reconcile").subject == row.pk


@pytest.mark.parametrize(
    ("more", "result"),
    [({"of": "0" * 64}, "another_list"), ({"month": "1999-01"}, "unknown_month"), ({"month": "soon"}, "unreadable"),
     ({"holds": 7}, "unreadable"), ({"holds": ["x"]}, "unreadable")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_code(more: dict[str, Any], result: str, play: Play, month: str) -> None:
    said = {"month": month, "holds": receipts()} | more
    assert say(play, said.pop("month"), said.pop("holds"), **said) == result
    assert Reconciliation.objects.get().theirs is None


def test_the_newest_word_counts_and_is_signed_anew(play: Play, month: str) -> None:
    say(play, month, receipts()[1:])
    play.rounds(1)
    first = bytes(Reconciliation.objects.get().joint or b"")
    clock.move(timedelta(minutes=1))
    assert say(play, month, receipts()) == "accepted"
    play.rounds(1)
    row = Reconciliation.objects.get()
    assert reconciling.differing(row) == 0 and bytes(row.joint or b"") != first
    old = json.loads(bytes(row.theirs or b""))
    assert old["context"] == "answers"


def test_a_list_among_other_answers_is_not_taken(play: Play, month: str) -> None:
    payload = {
        "form": "kindline/answers/1", "authority": "federal-police", "at": clock.now().isoformat(),
        "checkpoint": {"size": 0, "root": ""}, "dossiers": [],
        "reports": [{"report": receipts()[0], "feedback": "none"}],
        "reconciliations": [{"month": month, "holds": receipts()}],
    }  # fmt: skip
    results = record_answers(sign_document(payload, key=play.police.officer, context="answers"))
    assert results[-1].result == "not_alone"


def test_an_unanswered_list_is_late_and_the_police_are_reminded(play: Play, month: str) -> None:
    play.later(days=15)
    turns, _ = late.turns(late.first_late(), role="police")
    lists = [turn for turn in turns if turn.about.kind == "reconciliation"]
    assert [(turn.kind, turn.about.name) for turn in lists] == [("reconcile_answer", month)]
    assert any("police" in mail["to"] for mail in play.mails("reminder"))
    say(play, month, receipts())
    turns, _ = late.turns(late.first_late(), role="police")
    assert not any(turn.about.kind == "reconciliation" for turn in turns)


def test_the_platforms_key_signs_and_no_other(play: Play, month: str) -> None:
    key = vault.verify_key("platform")
    assert json.loads(bytes(Reconciliation.objects.get().ours))["key"] == key.key_id
