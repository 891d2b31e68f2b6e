"""A hold at every moment: nothing leaves, nobody is asked, nothing is pressed for, and lifting goes on (P11)."""

from datetime import timedelta

import pyotp
import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import check_codes, mailbox, pickup, stages, task_decisions, tasks
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Decision, Dossier, Notice, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def out() -> set[str]:
    """Parcels on their way or gone, by id."""
    return {str(row.pk) for row in Parcel.objects.exclude(state__in=("held", "cancelled"))}


def reminders_aside(before: set[str]) -> list[str]:
    """What left since, but for reminders to the police themselves that a hold is to be reviewed."""
    return [row.kind for row in Parcel.objects.exclude(kind="reminder") if str(row.pk) in out() - before]


def test_a_hold_before_the_release_asks_no_resolver_and_lifting_releases(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="hold")
    assert address.state == "held"
    play.asked.clear()
    before = out()
    play.later(hours=100)
    assert (play.asked, reminders_aside(before)) == ([], [])
    assert play.instruct(address, "act_now") == "accepted"
    play.rounds(2)
    address.refresh_from_db()
    assert (address.state, play.asked[:1]) == ("routed", ["album.test"])


def test_a_release_order_waits_while_its_address_is_held(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="wait")
    play.instruct(address, "act_now")
    play.instruct(address, "hold")
    play.asked.clear()
    play.later(hours=1)
    assert Address.objects.get().state == "held"
    assert play.asked == []
    play.instruct(address, "act_now")
    play.rounds(2)
    assert Address.objects.get().state == "routed"


def test_a_hold_between_release_and_routing_asks_nobody(play: Play) -> None:
    from kindline.services.hotline import deciding, releases

    (address,) = play.routed("https://album.test/a", instruction="wait")
    play.instruct(address, "act_now")
    releases.open_orders()
    assert Address.objects.get().state == "released"
    play.instruct(address, "hold")
    play.asked.clear()
    assert deciding.route_released() == 0
    assert play.asked == []
    play.instruct(address, "act_now")
    play.rounds(1)
    assert Address.objects.get().state == "routed"


def test_a_hold_that_comes_while_we_ask_decides_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    from kindline.services.hotline import deciding, releases, world

    (address,) = play.routed("https://album.test/a", instruction="wait")
    play.instruct(address, "act_now")
    releases.open_orders()

    def hold_meanwhile():  # type: ignore[no-untyped-def]
        play.instruct(address, "hold")
        return play.resolver()

    monkeypatch.setattr(world, "resolver", hold_meanwhile)
    assert deciding.route_released() == 0
    assert not Decision.objects.exists()
    assert not Dossier.objects.exists()


def test_a_hold_before_announcing_withdraws_its_line_and_the_others_go_on(play: Play) -> None:
    held, other = play.routed("https://album.test/held", "https://album.test/other")
    secret = play.confirm("klaproos")
    play.instruct(held, "hold")
    play.later(minutes=20)
    notice = Notice.objects.get()
    assert (notice.state, [item.address_id for item in notice.items.all()]) == ("announced", [other.pk])
    opened = pickup.open_notice(
        notice.number, code=play.codes()[notice.number], factor=pyotp.TOTP(secret).at(clock.now())
    )
    assert [(line.line, line.address) for line in opened.lines] == [(1, "https://album.test/other")]
    play.instruct(held, "act_now")
    play.rounds(1)
    play.later(minutes=20)
    assert [n.items.get().address_id for n in Notice.objects.order_by("made_at")] == [other.pk, held.pk]
    assert Notice.objects.filter(state="announced").exists()
    assert Dossier.objects.filter(address=held).count() == 1


def test_a_new_line_after_a_withdrawn_one_finds_its_number(play: Play) -> None:
    first, _ = play.routed("https://album.test/1", "https://album.test/2")
    play.instruct(first, "hold")
    play.routed("https://album.test/3")
    assert Notice.objects.get().items.count() == 2
    play.confirm("klaproos")
    play.later(minutes=20)
    assert list(Notice.objects.get().items.order_by("line").values_list("line", flat=True)) == [1, 2]


def test_a_held_address_alone_in_a_notice_withdraws_it(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.confirm("klaproos")
    play.instruct(address, "hold")
    play.later(minutes=20)
    assert (Notice.objects.get().state, play.mails("notice")) == ("withdrawn", [])
    play.instruct(address, "act_now")
    play.rounds(1)
    play.later(minutes=20)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["announced", "withdrawn"]
    assert len(play.mails("notice")) == 1


def test_a_hold_after_announcing_takes_the_line_away_before_anybody_reads_it(play: Play) -> None:
    held, _other = play.routed("https://album.test/held", "https://album.test/other")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    assert notice.state == "announced"
    play.instruct(held, "hold")
    opened = pickup.open_notice(
        notice.number, code=play.codes()[notice.number], factor=pyotp.TOTP(secret).at(clock.now())
    )
    assert [line.address for line in opened.lines] == ["https://album.test/other"]
    assert "held" not in opened.text + str(opened.machine)
    play.instruct(held, "act_now")
    play.rounds(1)
    play.later(minutes=20)
    assert Notice.objects.filter(state="announced", items__address=held).exists()


def test_a_notice_withdrawn_after_its_mail_left_is_still_ours(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    play.instruct(address, "hold")
    assert check_codes.is_genuine(notice.number, notice.check_code)
    with pytest.raises(pickup.Refused):
        pickup.open_notice(notice.number, code=play.codes()[notice.number], factor=pyotp.TOTP(secret).at(clock.now()))


def test_under_a_hold_what_a_provider_says_is_kept_and_counts_when_it_is_lifted(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    key = {"code": play.codes()[notice.number], "factor": pyotp.TOTP(secret).at(clock.now())}
    pickup.open_notice(notice.number, **key)
    play.instruct(address, "hold")
    before = out()
    pickup.act(notice.number, **key, actions={1: "removed"})
    assert Address.objects.get().state == "held"
    play.asked.clear()
    play.later(hours=200)
    assert (play.asked, reminders_aside(before)) == ([], [])
    assert not Task.objects.filter(kind="escalate_person").exists()
    assert play.instruct(address, "act_now") == "accepted"
    assert Address.objects.get().state == "watching"
    play.later(hours=73)
    assert Address.objects.get().outcome == "removed_stated"


def test_a_notice_with_held_lines_only_is_not_pressed_for_an_answer(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    pickup.open_notice(notice.number, code=play.codes()[notice.number], factor=pyotp.TOTP(secret).at(clock.now()))
    play.instruct(address, "hold")
    play.later(hours=100)
    recipients = set(Parcel.objects.filter(kind="reminder").values_list("recipient", flat=True))
    assert recipients <= {"authority:federal-police"}
    assert not Task.objects.filter(kind="escalate_person").exists()
    play.instruct(address, "act_now")
    play.later(hours=100)
    assert Task.objects.filter(kind="escalate_person", subject=notice.pk).exists()


def test_a_decision_of_a_person_waits_under_a_hold_and_is_carried_out_after_it(play: Play) -> None:
    (address,) = play.routed("https://twee-landen.test/a")
    task = Task.objects.get(kind="route_person")
    play.instruct(address, "hold")
    task_decisions.decide(task, decision="home", reason="the provider said so", by="user:1")
    play.asked.clear()
    play.later(hours=30)
    assert (Decision.objects.count(), play.asked) == (1, [])
    play.instruct(address, "act_now")
    play.rounds(2)
    assert Decision.objects.order_by("-decided_at").first().route == "home"  # type: ignore[union-attr]
    assert list(Notice.objects.values_list("provider__slug", flat=True)) == ["klaproos"]


def test_the_clock_of_a_person_stands_still_under_a_hold(play: Play) -> None:
    (address,) = play.routed("https://twee-landen.test/a")
    play.instruct(address, "hold")
    play.later(hours=100)
    assert tasks.open_for("supervisor").filter(kind="route_person").exists()
    assert Deadline.objects.get(noun=address.pk, kind="route_person").expired_at is None


def test_the_police_are_reminded_to_review_a_hold_and_the_reminder_leaves(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="hold")
    play.later(hours=337)
    parcel = Parcel.objects.get(kind="reminder", channel="mail", subject=address.report_id)
    assert parcel.state != "held"
    play.later(hours=337)
    assert Parcel.objects.filter(kind="reminder", subject=address.report_id).count() == 2


def test_a_hold_stops_the_stage_that_its_reporter_sees(play: Play) -> None:
    receipt = play.file("https://album.test/a")
    play.rounds(1)
    play.judge(instruction="hold")
    clock.move(timedelta(hours=100))
    stages.publish_stages()
    assert mailbox.find(receipt.display()).stage == "received"  # type: ignore[union-attr]
    play.instruct(Address.objects.get(), "act_now")
    stages.publish_stages()
    assert mailbox.find(receipt.display()).stage == "handed_over"  # type: ignore[union-attr]


def test_lifted_to_waiting_nothing_leaves_until_the_police_release_again(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.confirm("klaproos")
    play.instruct(address, "hold")
    assert play.instruct(address, "wait") == "accepted"
    before = out()
    play.later(hours=1)
    assert (Address.objects.get().state, reminders_aside(before)) == ("awaiting_release", [])
    assert play.instruct(address, "act_now") == "accepted"
    play.rounds(1)
    play.later(minutes=20)
    assert Address.objects.get().state == "routed"
    assert Notice.objects.filter(state="announced").exists()


def test_a_released_address_is_not_quietly_put_to_waiting(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    assert play.instruct(address, "wait") == "already_released"


def test_a_replayed_document_cannot_lift_a_hold(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="wait")
    line = play.line(address, box=True, verdict="abuse_material", classification="baseline", instruction="act_now")
    old = play.document((address, line))
    assert record_answers(old)[0].result == "accepted"
    clock.move(timedelta(seconds=5))
    assert play.instruct(address, "hold") == "accepted"
    play.asked.clear()
    assert record_answers(old)[0].result == "older_than_known"
    play.rounds(2)
    assert (Address.objects.get().state, play.asked) == ("held", [])


def test_a_dossier_not_yet_fetched_is_not_offered_under_a_hold(play: Play) -> None:
    (address,) = play.routed("https://polder.test/a")
    play.instruct(address, "hold")
    assert play.fetch()[0] == []
    play.instruct(address, "act_now")
    play.rounds(2)
    assert [parcel["kind"] for parcel in play.fetch()[0]] == ["dossier"]
    assert Dossier.objects.count() == 1
