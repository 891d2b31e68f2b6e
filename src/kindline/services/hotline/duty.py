"""A child in danger never waits in a queue: the duty officer is rung until somebody answers (P12).

One ring is open at a time. A flood raises its count and refuses nobody; every five minutes it climbs the ladder.
"""

import json
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox import holding
from kindline.kernel.outbox.models import URGENT
from kindline.kernel.outbox.posting import key_for, post
from kindline.services.hotline import law, letters
from kindline.services.hotline.models import Report, Ring

EVERY = timedelta(minutes=5)


def ring(report: Report) -> None:
    """Ring for a report, inside the transaction that knows why: opens a ring or raises the count of the open one."""
    opened, fresh = Ring.objects.get_or_create(
        open=True,
        defaults={
            "started_at": clock.now(),
            "next_at": clock.now(),
            "count": 1,
            "mandate_sha256": report.mandate_sha256,
        },
    )
    if not fresh:
        Ring.objects.filter(pk=opened.pk).update(count=F("count") + 1)
        if law.of(opened).exercise:
            # A child may be in danger in earnest while others rehearse: then it rings in earnest.
            Ring.objects.filter(pk=opened.pk).update(mandate_sha256=report.mandate_sha256)
    record("duty.rung_for", subject=report.pk, by="worker", facts={"ring": str(opened.pk)})


def open_ring() -> Ring | None:
    """The ring nobody has answered yet."""
    return Ring.objects.filter(open=True).first()


def ring_on() -> int:
    """Ring the next rung of the ladder when it is time; returns how many calls were posted."""
    with transaction.atomic(using="core"):
        due = Ring.objects.select_for_update().filter(open=True, next_at__lte=clock.now()).first()
        if due is None:
            return 0
        due.rung += 1
        due.next_at = clock.now() + EVERY
        due.save(update_fields=["rung", "next_at"])
        # Each round calls one person more, and everybody called before: nobody is let off by escalation.
        called = settings.DUTY_LADDER[: due.rung]
        for place, rung in enumerate(called):
            _call(due, place, rung)
        record("duty.rang", subject=due.pk, by="worker", facts={"round": due.rung, "count": due.count})
        return len(called)


def _call(due: Ring, place: int, rung: str) -> None:
    kind, _, target = rung.partition(":")
    text = f"kindline: {due.count} urgent. Please answer on the desk."
    if kind == "mail":
        letters.send(
            kind="ring",
            subject=due.pk,
            recipient=f"duty:{place}",
            to=target,
            title="kindline duty",
            text=text,
            once=due.rung,
            priority=URGENT,
        )
        return
    body = json.dumps({"event": "duty.ring", "round": due.rung, "count": due.count}).encode()
    post(
        kind="ring",
        subject=due.pk,
        recipient=f"duty:{place}",
        channel="webhook",
        body=body,
        idempotency_key=key_for("ring", due.pk, place, due.rung),
        priority=URGENT,
        under=law.of(due),
    )


def acknowledge_ring(ring: Ring, *, by: str) -> None:
    """Somebody answers: ringing stops."""
    with transaction.atomic(using="core"):
        answered = Ring.objects.filter(pk=ring.pk, open=True).update(
            open=None, acknowledged_at=clock.now(), acknowledged_by=by
        )
        if answered:
            holding.cancel(subject=ring.pk, by=by, why="answered")
            record("duty.answered", subject=ring.pk, by=by)
