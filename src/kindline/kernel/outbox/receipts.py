"""What the receiver does: fetching an offered parcel, acknowledging one that arrived."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Acknowledgement, Attempt, Hold, Parcel, State

FETCHABLE = (State.OFFERED, State.DELIVERED, State.ACKNOWLEDGED)


class NotOffered(LookupError):
    """There is nothing to fetch: unknown, not yet offered, held or ended. The answer outside is the same for all."""


class NeverLeft(ValueError):
    """An acknowledgement of a parcel that nobody was ever given."""


def offered_to(recipient: str) -> QuerySet[Parcel]:
    """What a recipient may fetch now, oldest first. Held parcels are absent, exactly as if not yet posted."""
    held = Hold.objects.values("subject")
    return (
        Parcel.objects.filter(recipient=recipient, state=State.OFFERED)
        .exclude(subject__in=held)
        .order_by("priority", "created_at")
    )


@transaction.atomic(using="core")
def fetch(parcel_id: UUID, *, recipient: str, by: str) -> Parcel:
    """Hand an offered parcel to its recipient; delivered from here on. May be repeated.

    The proof is committed with the state, so send `sealed_body` only after this returns.
    """
    parcel = Parcel.objects.select_for_update().filter(id=parcel_id, recipient=recipient, state__in=FETCHABLE).first()
    if parcel is None or (parcel.state == State.OFFERED and Hold.objects.filter(subject=parcel.subject).exists()):
        raise NotOffered
    now = clock.now()
    parcel.fencing += 1
    if parcel.state == State.OFFERED:
        parcel.state, parcel.delivered_at = State.DELIVERED, now
    parcel.save(update_fields=["fencing", "state", "delivered_at"])
    Attempt.objects.create(
        parcel=parcel, fencing=parcel.fencing, by=by, started_at=now, finished_at=now, outcome="fetched"
    )
    record("parcel.fetched", subject=parcel.id, by=by, facts={"body_sha256": parcel.body_sha256})
    return parcel


@transaction.atomic(using="core")
def acknowledge(parcel_id: UUID, *, by: str, proof: bytes, at: datetime, sha256: str = "") -> Acknowledgement:
    """Keep the receiver's signed word; the first counts, repeating changes nothing.

    The caller has verified the signature; where `proof` is stored locked, `sha256` is of what was signed. It may arrive
    before the delivery was recorded: then it is the record.
    """
    parcel = Parcel.objects.select_for_update().get(id=parcel_id)
    if parcel.fencing == 0:
        raise NeverLeft
    digest = sha256 or hashlib.sha256(proof).hexdigest()
    word, fresh = Acknowledgement.objects.get_or_create(
        parcel=parcel, defaults={"by": by, "at": at, "proof": proof, "proof_sha256": digest}
    )
    if fresh:
        Parcel.objects.filter(id=parcel_id).update(
            state=State.ACKNOWLEDGED,
            fencing=F("fencing") + 1,
            acknowledged_at=at,
            delivered_at=parcel.delivered_at or at,
        )
        record("parcel.acknowledged", subject=parcel_id, by=by, facts={"proof_sha256": digest})
    return word
