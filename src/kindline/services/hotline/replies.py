"""Answers by mail: taken sealed, read by a person for a reason, and only then an action with a time.

A bounce ends the letter's attempt and a person looks (`kernel.outbox.bouncing`); an automatic answer is an event. What
a provider wrote becomes an answer about a line when a person has read it and says so, never by a machine's guess.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox.arrivals import Arrived, Full, Kind
from kindline.kernel.outbox.bouncing import bounce
from kindline.kernel.outbox.models import Parcel, State
from kindline.provenance.masking import mask
from kindline.services.hotline import pickup, tasks
from kindline.services.hotline.models import Notice, Reply, Task
from kindline.services.hotline.one_by_one import each

MOST = 50
SPOKEN = ("telephone", "form", "letter")
FOR_A_PERSON = (Kind.WORDS, Kind.UNREADABLE)
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*(?:\[?:\]?)//\S+|\b(?:magnet|ed2k|news|data):\S+|\S+(?:\.|\[\.\])[a-z]{2,}(?:[/?#:]\S*|\b)|\S+\.onion\S*",
    re.I,
)


class Handled(LookupError):
    """Somebody else read and recorded it already."""


class Unread(ValueError):
    """Nobody has read it: nothing can be recorded from it."""


@dataclass(frozen=True)
class Words:
    """A mail in the clear, for the page that shows it and nothing else. Addresses in it are masked (P9)."""

    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


class Replies:
    """Receives mail at the return address of notices."""

    def expects(self, token: str) -> bool:
        return Notice.objects.filter(reply_token=token, announced_at__isnull=False).exists()

    def take(self, token: str, arrived: Arrived) -> None:
        with transaction.atomic(using="core"):
            _keep(Notice.objects.select_for_update().get(reply_token=token), arrived)


def _keep(notice: Notice, arrived: Arrived) -> None:
    if notice.replies.filter(sha256=arrived.sha256).exists():
        return
    if notice.replies.count() >= MOST:
        raise Full
    row = Reply(
        notice=notice,
        kind=arrived.kind,
        code=arrived.code,
        sha256=arrived.sha256,
        dropped=arrived.dropped,
        received_at=clock.now(),
    )
    if arrived.text or arrived.kind in FOR_A_PERSON:
        plain = {"sender": arrived.sender, "subject": arrived.subject, "text": arrived.text}
        row.sealed = vault.seal_to("staff", json.dumps(plain).encode(), info=_info(row))
    row.save(force_insert=True)
    facts = {"kind": str(arrived.kind), "code": arrived.code, "dropped": arrived.dropped}
    record("reply.arrived", subject=notice.pk, by="mailroom", facts=facts)
    if arrived.kind == Kind.FAILED:
        _bounced(notice, arrived.code)
    elif arrived.kind in FOR_A_PERSON:
        tasks.open_task("read_reply", subject=row.pk, facts={"notice": notice.number})


def _bounced(notice: Notice, code: str) -> None:
    """The last letter about it that had left is the one that came back."""
    sent = Parcel.objects.filter(subject=notice.pk, channel="mail", state=State.DELIVERED).order_by("-delivered_at")
    for parcel in sent.values_list("pk", flat=True)[:1]:
        bounce(parcel, code=f"bounce-{code}" if code else "bounce", by="mailroom")


def lock_arrived(*, limit: int = 200) -> int:
    """Lock what came in under the keys of the addresses it may quote, so that it is erased with them (P8).

    The mailroom holds no keys: the worker does it, within a moment. What is about something erased is not kept.
    """
    waiting = Reply.objects.filter(locked=False).exclude(sealed=None)[:limit]
    return each(list(waiting.values_list("pk", flat=True)), _lock)


def _lock(reply: UUID) -> int:
    with transaction.atomic(using="core"):
        row = Reply.objects.select_for_update().get(pk=reply)
        if row.locked or row.sealed is None:
            return 0
        about = list(row.notice.items.values_list("address_id", flat=True))
        row.sealed, row.locked = erasable.locked_if_known(bytes(row.sealed), about) or None, True
        row.save(update_fields=["sealed", "locked"])
    return 1


def read(reply: Reply, *, reason: str, by: str) -> Words:
    """Its words. The leaf that says who looked and why (a code) is committed first (P7)."""
    with transaction.atomic(using="core"):
        record("reply.read", subject=reply.pk, by=by, facts={"reason": reason})
        Reply.objects.filter(pk=reply.pk, read_at=None).update(read_at=clock.now())
    if reply.sealed is None:
        return Words("", "", "")
    plain = json.loads(vault.open_with("desk", "staff", erasable.unlock(reply.sealed), info=_info(reply)))
    return Words(plain["sender"], masked(plain["subject"]), masked(plain["text"]))


def masked(text: str) -> str:
    """The text with every address in it masked: the lines of a notice are named by their numbers."""
    return ADDRESS.sub(lambda found: mask(found.group()), text)


def record_answer(reply: Reply, *, actions: Mapping[int, str], by: str) -> Reply:
    """What a person read in it, per line: actions with the time at which the mail came. None: it said nothing of them.

    ValueError for an unknown line or action; Unread before anybody read it; Handled when somebody was faster.
    """
    with transaction.atomic(using="core"):
        fresh = Reply.objects.select_for_update().get(pk=reply.pk)
        if fresh.handled_at:
            raise Handled
        if fresh.read_at is None:
            raise Unread
        notice = Notice.objects.select_for_update().get(pk=fresh.notice_id)
        if actions:
            pickup.take_actions(notice, actions, by=by, role="operator", at=fresh.received_at)
        fresh.handled_at, fresh.handled_by, fresh.lines = clock.now(), by, len(actions)
        fresh.save(update_fields=["handled_at", "handled_by", "lines"])
        for task in Task.objects.filter(kind="read_reply", subject=fresh.pk, done_at=None):
            tasks.finish(task, decision="recorded" if actions else "nothing", reason="", by=by)
    return fresh


def record_spoken(notice: Notice, *, actions: Mapping[int, str], how: str, by: str) -> Notice:
    """What a provider said by telephone, by letter or through its form, per line. ValueError when nothing fits."""
    if how not in SPOKEN or not actions:
        raise ValueError("somebody said something, somehow")
    with transaction.atomic(using="core"):
        fresh = Notice.objects.select_for_update().get(pk=notice.pk)
        if fresh.state not in pickup.LEFT:
            raise ValueError("nobody has been asked yet")
        record("notice.heard", subject=fresh.pk, by=by, facts={"how": how, "lines": len(actions)})
        pickup.take_actions(fresh, actions, by=by, role="operator", at=clock.now())
    return fresh


def _info(reply: Reply) -> bytes:
    return b"reply:" + reply.pk.bytes
