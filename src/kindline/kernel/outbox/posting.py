"""Posting: a promise to send, made in the transaction of the decision (P4)."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connections

from kindline.kernel import clock, kill_points
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.outbox.models import Hold, Parcel, State


class OutsideTransaction(RuntimeError):
    """A parcel was about to be posted outside the transaction of its decision."""


class KeyTaken(ValueError):
    """The idempotency key belongs to a parcel about something else."""


def key_for(*parts: object) -> str:
    """The idempotency key of a decision: the same parts give the same key in every process, for ever."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


def post(
    *,
    kind: str,
    subject: UUID,
    recipient: str,
    channel: str,
    body: bytes,
    idempotency_key: str,
    locked_under: Collection[UUID] = (),
    group_key: str = "",
    priority: int = 5,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    under: Mandate | None = None,
    inside: bool = False,
    by: str = "outbox",
) -> Parcel:
    """Write a parcel beside the decision; it leaves once the transaction commits, or never.

    `body` is already sealed to whoever may open it, and is stored locked under the erasable keys of `locked_under`:
    what it speaks of (P8). Posting the same key again returns the parcel that exists. A parcel about a held subject is
    written as held. Under a mandate that is an exercise (the one in force unless another is named) it stays in the tray
    for ever, save what goes to somebody `inside` the house.
    """
    if not connections["core"].in_atomic_block:
        raise OutsideTransaction(kind)
    now = clock.now()
    kept = not inside and _is_exercise(under)
    parcel, fresh = Parcel.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "kind": kind,
            "subject": subject,
            "recipient": recipient,
            "channel": channel,
            "sealed_body": erasable.lock(body, locked_under) if locked_under else body,
            "body_sha256": hashlib.sha256(body).hexdigest(),
            "group_key": group_key,
            "priority": priority,
            "not_before": not_before,
            "expires_at": expires_at,
            "state": State.KEPT if kept else _first_state(subject),
            "next_try": not_before or now,
            "created_at": now,
        },
    )
    if (parcel.kind, parcel.subject, parcel.recipient) != (kind, subject, recipient):
        raise KeyTaken(kind)
    if fresh:
        facts = {"kind": kind, "recipient": recipient, "channel": channel, "body_sha256": parcel.body_sha256}
        record("parcel.posted", subject=parcel.id, by=by, facts=facts)
        kill_points.reach("outbox.posted")
    return parcel


def _is_exercise(under: Mandate | None) -> bool:
    """Where there is no mandate at all nothing was promised under one, and nobody rehearses."""
    try:
        return (under or active()).exercise
    except FileNotFoundError:
        return False


def _first_state(subject: UUID) -> State:
    return State.HELD if Hold.objects.filter(subject=subject).exists() else State.WAITING
