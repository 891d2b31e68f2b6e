"""What persons decide: once, with a reason, under the instruction of the police, overtaken by a clock if need be."""

import pyotp
import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.models import Parcel, State
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import carrying_out, pickup, task_decisions, tasks
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Decision, Dossier, Notice, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def decide(kind: str, decision: str) -> Task:
    task = Task.objects.get(kind=kind, done_at=None)
    task_decisions.decide(task, decision=decision, reason="looked at it", by="user:1")
    return task


def last() -> Decision:
    return Decision.objects.get(superseded_by=None)


def test_home_asks_the_provider_at_home_and_not_its_colleague_abroad(play: Play) -> None:
    play.routed("https://twee-landen.test/a")
    decide("route_person", "home")
    play.rounds(1)
    assert (last().route, last().decided_by) == ("home", "user:1")
    assert Notice.objects.get().provider.slug == "klaproos"
    assert Dossier.objects.get().purpose == "refer"


def test_never_notify_stays_never_notify_whatever_a_person_decides(play: Play) -> None:
    play.routed("https://twee-landen.test/a", instruction="never_notify")
    if not Task.objects.filter(kind="route_person").exists():
        tasks_open(Address.objects.get())
    decide("route_person", "home")
    play.rounds(1)
    assert last().route == "never_notify_home"
    assert not Notice.objects.exists()


def tasks_open(address: Address) -> None:
    from django.db import transaction

    with transaction.atomic(using="core"):
        tasks.open_task("route_person", subject=address.pk, facts={"why": "test"})


@pytest.mark.parametrize(
    ("decision", "route", "country"),
    [("abroad", "abroad_other", ""), ("abroad:NL", "abroad_member", "NL"), ("police", "abroad_other", "")],
)
def test_abroad_and_police_transfer(play: Play, decision: str, route: str, country: str) -> None:
    play.routed("https://twee-landen.test/a")
    decide("route_person", decision)
    play.rounds(1)
    assert (last().route, Dossier.objects.get().purpose, Dossier.objects.get().country) == (route, "transfer", country)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("decision", ["", "abroad:nl", "abroad:NLD", "home:BE", "nowhere", "confirmed"])
def test_another_choice_is_refused(play: Play, decision: str) -> None:
    play.routed("https://twee-landen.test/a")
    task = Task.objects.get(kind="route_person")
    with pytest.raises(task_decisions.UnknownChoice):
        task_decisions.decide(task, decision=decision, reason="r", by="user:1")
    with pytest.raises(task_decisions.UnknownChoice):
        task_decisions.decide(task, decision="home", reason="  ", by="user:1")


def test_a_task_is_decided_once_and_carried_out_once(play: Play) -> None:
    play.routed("https://twee-landen.test/a")
    task = decide("route_person", "police")
    with pytest.raises(tasks.NotOpen):
        task_decisions.decide(task, decision="home", reason="r", by="user:2")
    stale = Task.objects.get(pk=task.pk)
    assert carrying_out.apply_decisions() == 1
    assert carrying_out._apply(stale) == 0  # as a second worker would, that had read it before
    assert (Decision.objects.count(), Dossier.objects.count()) == (2, 1)


def test_a_route_hidden_behind_a_proxy_is_transferred_once(play: Play) -> None:
    play.routed("https://masker.test/a")
    decide("route_person", "police")
    play.rounds(1)
    assert Dossier.objects.count() == 1


def test_who_does_not_decide_is_overtaken_and_the_police_get_it(play: Play) -> None:
    (address,) = play.routed("https://twijfel.test/a")
    play.later(hours=25)
    task = Task.objects.get(kind="route_person")
    assert (task.done_by, task.decision) == ("clock", "police")
    assert Dossier.objects.get().purpose == "transfer"
    assert Deadline.objects.filter(noun=address.pk, kind="transfer_record", met_at=None).exists()


def test_a_refusal_goes_to_a_person_with_a_clock(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    key = {"code": play.codes()[notice.number], "factor": pyotp.TOTP(secret).at(clock.now())}
    pickup.act(notice.number, **key, actions={1: "refused"})
    assert Task.objects.get(kind="escalate_person").subject == address.pk
    assert Deadline.objects.filter(noun=address.pk, kind="route_person", met_at=None).exists()
    play.later(hours=25)
    assert Dossier.objects.filter(purpose="transfer").exists()
    play.fetch()
    entry = {
        "dossier": str(Dossier.objects.get(purpose="transfer").pk),
        "parcel": "",
        "transferred": {"channel": "europol", "country": "NL", "at": clock.now().isoformat()},
    }
    assert record_answers(play.police.answer(dossiers=[entry]))[0].result == "accepted"
    play.later(hours=80)
    address.refresh_from_db()
    assert (address.state, address.outcome) == ("closed", "transferred")


@pytest.mark.parametrize("decision", ["remind", "police", "close"])
def test_a_silent_provider_is_decided_about_and_nothing_is_left_hanging(play: Play, decision: str) -> None:
    (address,) = play.routed("https://album.test/a")
    play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    play.later(hours=24)
    assert len(play.mails("reminder")) == 1
    decide("escalate_person", decision)
    play.rounds(2)
    address.refresh_from_db()
    notice.refresh_from_db()
    if decision == "remind":
        assert len(play.mails("reminder")) == 2
        assert Deadline.objects.filter(noun=notice.pk, kind="notice_action", met_at=None).exists()
    elif decision == "police":
        assert Dossier.objects.filter(purpose="transfer").exists()
        play.later(hours=100)
        assert len(play.mails("reminder")) - len([m for m in play.mails("reminder") if "abuse@" not in m["to"]]) == 1
    else:
        assert (address.outcome, notice.state) == ("closed_by_person", "withdrawn")


def test_a_dead_parcel_is_shown_once_and_given_up_or_tried_anew(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    parcel = Parcel.objects.get()
    Parcel.objects.filter(pk=parcel.pk).update(state=State.DEAD)
    play.rounds(2)
    task = Task.objects.get(kind="dead_parcel")
    task_decisions.decide(task, decision="retry", reason="server is back", by="user:1")
    play.rounds(1)
    assert Parcel.objects.get().state == "offered"
    Parcel.objects.filter(pk=parcel.pk).update(state=State.EXPIRED)
    play.rounds(1)
    with pytest.raises(task_decisions.UnknownChoice):
        decide("dead_parcel", "retry")
    decide("dead_parcel", "give_up")
    play.rounds(2)
    assert not Task.objects.filter(kind="dead_parcel", done_at=None).exists()


def test_the_monthly_comparison_settles_and_the_verdict_is_awaited_again(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    parcels, _ = play.fetch()
    entry = {"report": parcels[0]["report"], "parcel": parcels[0]["parcel"], "acknowledged": True}
    record_answers(play.police.answer(reports=[entry]))
    play.later(hours=169)
    decide("reconcile", "settled")
    assert Deadline.objects.filter(kind="verdict", met_at=None, expired_at=None).exists()
