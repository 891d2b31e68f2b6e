"""A request sent twice is done once: its answer is kept under the key that its sender gave it, for a day.

Kept are answers of codes and counts. Whatever carries sealed contents may be fetched again anyway, and is not copied
here: what is erased must not live on in an answer (P8).
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from kindline.kernel import clock
from kindline.kernel.partners.models import Partner, Remembered

KEPT = timedelta(days=1)
# A process may have died over it: after so long somebody else may begin anew. What it does is done once all the same.
GIVEN_UP = timedelta(minutes=1)


class AnotherRequest(Exception):
    """The key was used for something else."""


class StillAtWork(Exception):
    """The same request is being answered right now."""


@dataclass(frozen=True)
class Answer:
    """An answer as it was given."""

    status: int
    kind: str
    content: bytes


def begin(partner: Partner, key: str, *, request: bytes) -> Answer | None:
    """None when it is ours to do now; the earlier answer when it was done before."""
    digest, now = hashlib.sha256(request).hexdigest(), clock.now()
    with transaction.atomic(using="core"):
        Remembered.objects.filter(began_at__lt=now - KEPT).delete()
        try:
            with transaction.atomic(using="core"):
                Remembered.objects.create(partner=partner, key=key, request_sha256=digest, began_at=now)
            return None
        except IntegrityError:
            return _earlier(partner, key, digest)


def finish(partner: Partner, key: str, answer: Answer) -> None:
    """Keep the answer for whoever asks again."""
    kept = {"status": answer.status, "kind": answer.kind, "answer": answer.content}
    Remembered.objects.filter(partner=partner, key=key).update(**kept)


def abandon(partner: Partner, key: str) -> None:
    """It came to nothing: the same key may try again."""
    Remembered.objects.filter(partner=partner, key=key, status=0).delete()


def _earlier(partner: Partner, key: str, digest: str) -> Answer | None:
    row = Remembered.objects.select_for_update().get(partner=partner, key=key)
    if row.request_sha256 != digest:
        raise AnotherRequest
    if row.status:
        return Answer(row.status, row.kind, bytes(row.answer))
    if row.began_at > clock.now() - GIVEN_UP:
        raise StillAtWork
    Remembered.objects.filter(pk=row.pk).update(began_at=clock.now())
    return None
