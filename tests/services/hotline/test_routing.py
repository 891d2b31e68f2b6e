"""Addresses on their way through recorded zones: the faults of SCART (civil-hotline §1.5) and moves (P2, P3)."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from kindline.kernel import clock
from kindline.kernel.directory.models import Provider, Standing
from kindline.kernel.outbox.models import URGENT, Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.provenance.resolver import NoResolver
from kindline.services.hotline import deciding, pickup, task_decisions, world
from kindline.services.hotline.models import Address, Decision, Dossier, Notice, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def onion() -> str:
    """A well-formed name that nobody holds the key of (Tor rend-spec-v3, encoding of an onion address)."""
    key, version = bytes(32), b"\x03"
    check = hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2]
    return base64.b32encode(key + check + version).decode().lower()


SITUATIONS = [
    # SCART took the last two labels for the domain, asked for one A record only, and closed non-members silently.
    ("https://pictures.example.co.uk/a", "home", "home", "BE"),
    ("https://example.co.uk/a", "abroad_member", "abroad_member", "IE"),
    ("https://archive.example.ac.be/a", "home", "home", "BE"),
    ("https://example.github.io/a", "abroad_member", "abroad_member", "US"),
    ("https://zes.test/a", "home", "home", "BE"),
    ("https://isthmus-six.example/a", "abroad_other", "abroad_other", "PA"),
    ("https://twee-landen.test/a", "several", "several", ""),
    ("https://vier-en-zes.test/a", "several", "several", ""),
    ("https://canal-one.test/a", "abroad_other", "abroad_other", "PA"),
    ("https://masker.test/a", "hidden", "hidden", ""),
    ("https://twijfel.test/a", "disagreement", "disagreement", ""),
    ("https://nergens.test/a", "unknown_network", "unknown_network", ""),
    ("https://verdwenen.test/a", "not_resolving", "not_resolving", ""),
    ("https://omweg.test/a", "abroad_member", "abroad_member", "DE"),
    ("https://bücher.example/a", "abroad_member", "abroad_member", "DE"),
    ("http://192.0.2.9/a", "home", "home", "BE"),
    (f"http://{onion()}.onion/x", "no_territory", "no_host", ""),
    ("magnet:?xt=urn:btih:" + "c" * 40, "no_territory", "no_host", ""),
]


@pytest.mark.parametrize(("address", "route", "place", "country"), SITUATIONS)
def test_an_address_takes_its_route(play: Play, address: str, route: str, place: str, country: str) -> None:
    play.routed(address)
    decision = Decision.objects.get()
    assert (decision.route, decision.place, decision.country) == (route, place, country)
    row = Address.objects.get()
    somebody = Deadline.objects.filter(noun=row.pk, met_at=None).exists() or Task.objects.filter(done_at=None).exists()
    assert row.state in ("routed", "watching")
    assert somebody


@pytest.mark.parametrize("path", ["x" * 300, "a;b;c=1;d", "%7Ba%7D{number}%20%s", "1\u20ac\u00e9"])
def test_a_strange_address_stands_whole_in_its_notice(play: Play, path: str) -> None:
    play.routed(f"https://album.test/{path}")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    opened = pickup.open_notice(
        notice.number, code=play.codes()[notice.number], factor=pyotp.TOTP(secret).at(clock.now())
    )
    (line,) = opened.lines
    assert line.address == next(iter(play.opened.values()))["canonical"]
    assert f"1. {line.address}" in opened.text.splitlines()
    (entry,) = json.loads(json.dumps(opened.machine))["lines"]
    assert (entry["line"], entry["address"], entry["xarf"]["url"]) == (1, line.address, line.address)


def test_friday_evening_everything_leaves_at_once(play: Play) -> None:
    friday = datetime(2027, 1, 8, 16, 5, tzinfo=UTC)  # 17:05 in Brussels
    clock.move(friday - clock.now())
    Provider.objects.create(
        slug="klaproos", name="Klaproos", mailbox="abuse@klaproos.example", standing=Standing.VERIFIED, source="test"
    )
    play.file("https://album.test/a", danger="now")
    play.rounds(1)
    assert Parcel.objects.get(kind="handover").state == "offered"
    play.judge()
    play.rounds(2)
    mail = Parcel.objects.get(kind="notice")
    assert (mail.priority, mail.not_before) == (URGENT, None)
    assert Parcel.objects.get(kind="dossier").state == "offered"
    assert clock.now() - friday < timedelta(minutes=2)


def test_a_host_that_moves_between_verdict_and_release_is_routed_where_it_is_now(play: Play) -> None:
    (address,) = play.routed("https://verhuizer.test/a", instruction="wait")
    play.zone = "after.zone"
    play.instruct(address, "act_now")
    play.rounds(1)
    decision = Decision.objects.get()
    assert (decision.route, decision.country) == ("abroad_member", "DE")
    assert not Notice.objects.exists()


def test_a_host_that_moves_before_its_notice_leaves_is_routed_anew(play: Play) -> None:
    moving, staying = play.routed("https://verhuizer.test/a", "https://album.test/b")
    play.zone = "after.zone"
    clock.move(timedelta(hours=2))
    play.confirm("klaproos")
    play.rounds(3)
    assert [d.route for d in moving.decisions.order_by("decided_at")] == ["home", "abroad_member"]
    assert Dossier.objects.filter(address=moving, purpose="transfer", country="DE").exists()
    notice = Notice.objects.get()
    assert (notice.state, [item.address_id for item in notice.items.all()]) == ("announced", [staying.pk])


def test_a_fresh_decision_is_not_asked_about_again(play: Play) -> None:
    play.routed("https://album.test/a")
    play.confirm("klaproos")
    play.asked.clear()
    play.later(minutes=20)
    assert (Notice.objects.get().state, play.asked) == ("announced", [])


def test_a_host_that_is_gone_before_its_notice_leaves_is_watched(play: Play) -> None:
    (address,) = play.routed("https://dovend-licht.test/a")
    play.zone = "after.zone"
    clock.move(timedelta(hours=2))
    play.confirm(Notice.objects.get().provider.slug)
    play.rounds(2)
    address.refresh_from_db()
    assert (address.state, play.mails("notice")) == ("watching", [])
    play.later(hours=73)
    address.refresh_from_db()
    assert address.outcome == "gone_name_silent"


def test_a_removed_address_that_turns_up_abroad_is_routed_again(play: Play) -> None:
    (address,) = play.routed("https://verhuizer.test/a")
    secret = play.confirm("klaproos")
    play.later(minutes=20)
    notice = Notice.objects.get()
    pickup.act(
        notice.number,
        code=play.codes()[notice.number],
        factor=pyotp.TOTP(secret).at(clock.now()),
        actions={1: "moved"},
    )
    play.zone = "after.zone"
    play.later(hours=73)
    address.refresh_from_db()
    assert (address.state, Decision.objects.filter(superseded_by=None).get().route) == ("routed", "abroad_member")


def test_a_silent_resolver_is_given_time_and_then_a_person_decides(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    from kindline.provenance.resolver import ResolutionFailed

    class Silent:
        asked = 0

        def resolve(self, host: str, *, at: datetime) -> list[object]:
            Silent.asked += 1
            raise ResolutionFailed([])

    monkeypatch.setattr(world, "resolver", Silent)
    (address,) = play.routed("https://album.test/a")
    play.rounds(5)
    assert (address.state, Silent.asked) == ("released", 1)
    for _ in range(3):
        play.later(minutes=2)
    assert Silent.asked == 4
    play.later(hours=6)
    address.refresh_from_db()
    assert (address.state, Decision.objects.get().place) == ("routed", "unknown_network")
    assert Task.objects.filter(kind="route_person", subject=address.pk).exists()


def test_one_address_that_cannot_be_routed_keeps_no_other_waiting(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = deciding.gather

    def trips(locator, **rest):  # type: ignore[no-untyped-def]
        if locator.host == "polder.test":
            raise RuntimeError
        return whole(locator, **rest)

    monkeypatch.setattr(deciding, "gather", trips)
    odd, good = play.routed("https://polder.test/a", "https://album.test/b")
    assert (odd.state, good.state) == ("released", "routed")
    assert Task.objects.get(kind="reconcile").facts == {"why": "routing_failed"}


def test_without_a_resolver_nobody_is_asked_and_a_person_decides(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "resolver", NoResolver)
    (address,) = play.routed("https://album.test/a")
    play.later(hours=7)
    play.later(minutes=2)
    address.refresh_from_db()
    assert (address.state, play.asked) == ("routed", [])


def test_an_unverified_mailbox_is_confirmed_by_a_person_before_a_word_is_written(play: Play) -> None:
    play.routed("https://album.test/a")
    play.later(hours=1)
    assert (Notice.objects.get().state, play.mails("notice")) == ("prepared", [])
    play.later(hours=24)
    task = Task.objects.get(kind="escalate_person")
    task_decisions.decide(task, decision="remind", reason="still trying", by="user:1")
    play.rounds(2)
    assert play.mails("notice") + play.mails("reminder") == []
    assert Deadline.objects.filter(kind="confirm_mailbox", met_at=None, expired_at=None).exists()


def test_a_blocked_mailbox_leads_to_a_person_now_and_later(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    task = Task.objects.get(kind="confirm_mailbox")
    task_decisions.decide(task, decision="blocked", reason="a private person", by="user:1")
    assert (Notice.objects.get().state, Task.objects.get(kind="route_person").subject) == ("withdrawn", address.pk)
    (second,) = play.routed("https://album.test/b")
    assert Task.objects.filter(kind="route_person", subject=second.pk).exists()
    assert Notice.objects.count() == 1


def test_grouping_one_notice_for_all_addresses_of_a_provider(play: Play) -> None:
    play.routed(*(f"https://album.test/{n}" for n in range(4)), "https://balkon.example/z")
    play.confirm("klaproos")
    play.later(minutes=20)
    assert Notice.objects.get().items.count() == 5
    assert len(play.mails("notice")) == 1
