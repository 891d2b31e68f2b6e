"""What providers write back: tied to its notice, read by a person for a reason, and only then an action with a time."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from kindline.channels.mail.arriving import listen
from kindline.channels.mail.carrier import Mail
from kindline.channels.mail.reading import read
from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox import channels
from kindline.kernel.outbox.models import Attempt, Parcel
from kindline.services.hotline import letters, pickup, replies, task_decisions
from kindline.services.hotline.models import Address, Notice, Reply, Task
from tests.channels.mail_server import MailServer, listening
from tests.channels.silent_server import closed_port
from tests.channels.test_reading_mail import BOUNCE
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
WORDS = b"From: Ann <abuse@klaproos.example>\r\nSubject: Re: N\r\n\r\nLine 1 https://album.test/canary is gone.\r\n"


@pytest.fixture
def post(settings: Settings) -> Iterator[MailServer]:
    """A real mail server outside, where our letters arrive."""
    server = MailServer()
    before = channels.channel_named("mail")
    channels.register("mail", Mail())
    with listening(server) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server
    channels.register("mail", before)


@pytest.fixture
def notice(play: Play, post: MailServer) -> Notice:
    """Announced by a letter that really left."""
    play.routed("https://album.test/a", "https://album.test/b")
    play.rounds(1)
    play.confirm()
    clock.move(timedelta(minutes=16))
    play.rounds(2)
    assert len(post.arrived) == 1
    return Notice.objects.get()


def arrive(notice: Notice, raw: bytes, *, sender: str = "abuse@klaproos.example") -> Reply:
    replies.Replies().take(notice.reply_token, read(raw, sender=sender))
    return Reply.objects.latest("received_at")


def read_it(reply: Reply) -> replies.Words:
    return replies.read(reply, reason="record", by="user:1")


def test_a_provider_answers_the_letter_by_mail_and_a_person_records_it(
    play: Play, post: MailServer, notice: Notice
) -> None:
    ((_, letter),) = post.arrived
    header = next(line for line in letter.decode().splitlines() if line.startswith("Reply-To:"))
    back = header.removeprefix("Reply-To:").strip()
    assert back == letters.reply_address(notice.reply_token) == post.senders[0]
    door = listen("127.0.0.1", closed_port())
    with smtplib.LMTP("127.0.0.1", door.port, local_hostname="mta.example") as server:
        server.sendmail("abuse@klaproos.example", [back], WORDS)
    door.stop()
    reply = Reply.objects.get()
    assert Task.objects.get(kind="read_reply").subject == reply.pk
    notice.refresh_from_db()
    assert notice.state == "announced", "a mail is no answer before a person has read it"
    clock.move(timedelta(hours=5))
    words = read_it(reply)
    assert "gone" in words.text and "album" not in words.text and "canary" not in words.text
    replies.record_answer(reply, actions={1: "removed", 2: "refused"}, by="user:1")
    item = notice.items.get(line=1)
    assert (item.action, item.acted_at) == ("removed", reply.received_at)
    notice.refresh_from_db()
    assert (notice.state, notice.acted_at) == ("acted", reply.received_at)
    assert {row.state for row in Address.objects.all()} == {"watching", "routed"}
    assert not Task.objects.filter(kind="read_reply", done_at=None).exists()
    assert Task.objects.get(kind="escalate_person").facts["why"] == "refused"


def test_nothing_is_recorded_from_a_mail_nobody_read_nor_twice(notice: Notice) -> None:
    reply = arrive(notice, WORDS)
    with pytest.raises(replies.Unread):
        replies.record_answer(reply, actions={1: "removed"}, by="user:1")
    read_it(reply)
    with pytest.raises(ValueError, match="unknown line"):
        replies.record_answer(reply, actions={9: "removed"}, by="user:1")
    replies.record_answer(reply, actions={}, by="user:1")
    with pytest.raises(replies.Handled):
        replies.record_answer(reply, actions={1: "removed"}, by="user:2")
    assert not notice.items.exclude(action="").exists()


def test_a_bounce_ends_the_attempt_and_stands_before_a_person(play: Play, notice: Notice) -> None:
    arrive(notice, BOUNCE % (b"failed", b"5.1.1"), sender="")
    parcel = Parcel.objects.get(kind="notice")
    assert (parcel.state, parcel.delivered_at) == ("dead", None)
    last = Attempt.objects.filter(parcel=parcel).latest("fencing")
    assert (last.outcome, last.detail) == ("bounced", "bounce-5.1.1")
    play.rounds(1)
    task = Task.objects.get(kind="dead_parcel")
    assert task.subject == parcel.pk
    task_decisions.decide(task, decision="retry", reason="a new mailbox was made", by="user:1")
    play.rounds(1)
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert not notice.items.exclude(action="").exists()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nLine 1: removed\r\n", "automatic"),
        (BOUNCE % (b"delayed", b"4.4.1"), "delayed"),
        (BOUNCE % (b"relayed", b"2.0.0"), "relayed"),
    ],
)
def test_a_machines_mail_is_an_event_and_never_an_answer(raw: bytes, kind: str, play: Play, notice: Notice) -> None:
    arrive(notice, raw, sender="")
    assert Reply.objects.get().kind == kind
    assert any(b'"reply.arrived"' in bytes(leaf.payload) for leaf in Leaf.objects.all())
    assert not Task.objects.filter(kind__in=("read_reply", "dead_parcel")).exists()
    assert Parcel.objects.get(kind="notice").state == "delivered"
    assert not notice.items.exclude(action="").exists()


def test_the_same_mail_brought_twice_is_kept_once_and_a_flood_is_asked_to_wait(notice: Notice) -> None:
    for _ in range(3):
        arrive(notice, WORDS)
    assert Reply.objects.count() == 1
    for number in range(replies.MOST - 1):
        arrive(notice, WORDS + b"%d" % number)
    with pytest.raises(replies.Full):
        arrive(notice, WORDS + b"one more")


def test_a_notice_that_was_not_announced_expects_no_mail(play: Play) -> None:
    play.routed("https://album.test/a")
    waiting = Notice.objects.get()
    assert waiting.reply_token and not replies.Replies().expects(waiting.reply_token)
    assert not replies.Replies().expects("")


def test_no_word_of_a_mail_lies_readable_anywhere(notice: Notice) -> None:
    reply = arrive(notice, WORDS)
    read_it(reply)
    assert b"album" not in bytes(reply.sealed or b"")
    assert not any(word in bytes(leaf.payload) for leaf in Leaf.objects.all() for word in (b"gone", b"Ann", b"canary"))


def test_a_mail_goes_with_the_addresses_it_may_quote_in_every_backup_too(notice: Notice) -> None:
    reply = arrive(notice, WORDS)
    assert replies.lock_arrived() == 1
    assert replies.lock_arrived() == 0
    assert "gone" in read_it(Reply.objects.get()).text
    kept_in_a_backup = bytes(Reply.objects.get().sealed or b"")
    erasable.destroy([notice.items.get(line=1).address_id])
    with pytest.raises(erasable.KeyGone):
        erasable.unlock(kept_in_a_backup)
    late = arrive(notice, WORDS + b"and once more")
    assert late.pk != reply.pk
    replies.lock_arrived()
    assert Reply.objects.get(pk=late.pk).sealed is None, "what speaks of something erased is not kept"


def test_under_a_hold_what_is_recorded_moves_nothing(play: Play, notice: Notice) -> None:
    address = notice.items.get(line=1).address
    reply = arrive(notice, WORDS)
    read_it(reply)
    play.instruct(address, "hold")
    replies.record_answer(reply, actions={item.line: "removed" for item in notice.items.all()}, by="user:1")
    address.refresh_from_db()
    assert address.state == "held"
    with pytest.raises(ValueError, match="unknown line"):
        pickup.take_actions(notice, {1: "removed"}, by="user:1", role="operator", at=clock.now())
