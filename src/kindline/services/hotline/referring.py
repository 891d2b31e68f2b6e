"""A member hotline's own system fetches what was referred to it, gives its reference, and says what came of it.

The same verbs as for a person at the desk; the referral comes sealed to the member's keys, and this process opens none.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Hold
from kindline.services.hotline import transfers
from kindline.services.hotline.copies import as_sealed
from kindline.services.hotline.models import Dossier
from kindline.services.hotline.transfers import NotNow

SHOWN = 200
CHANNEL, ROLE = "api", "member"


class NotTheirs(LookupError):
    """Unknown, of another country, held, ended or gone another way: the answer outside is the same for all."""


def referrals_for(country: str) -> list[Dossier]:
    """What was referred to a country's member hotline and has no outcome yet, oldest first; at most two hundred."""
    rows = _theirs(country).filter(outcome="").order_by("made_at")[:SHOWN]
    return [row for row in rows if not row.superseded]


def fetch(dossier: UUID, *, country: str, by: str) -> tuple[Dossier, Mapping[str, bytes]]:
    """The referral and its copies by key id. The log's leaf is committed before a byte is returned (P7)."""
    with transaction.atomic(using="core"):
        row = _find(dossier, country)
        record("dossier.fetched", subject=row.pk, by=by)
        return row, as_sealed(row.copies.all())


def take_over(dossier: UUID, *, country: str, reference: str, by: str) -> Dossier:
    """The member has it under this number of its own. The same again changes nothing; NotNow for another number."""
    row = _find(dossier, country)
    if row.transferred_at is not None and row.reference == reference:
        return row
    return transfers.bring_back(row.pk, reference=reference, channel=CHANNEL, by=by, role=ROLE)


def tell(dossier: UUID, *, country: str, outcome: str, by: str) -> Dossier:
    """What came of it. The same again changes nothing; NotNow before the member has given its number."""
    row = _find(dossier, country)
    return row if row.outcome == outcome else transfers.hear(row.pk, outcome=outcome, by=by, role=ROLE)


def _find(dossier: UUID, country: str) -> Dossier:
    row = _theirs(country).filter(pk=dossier).first()
    if row is None or row.superseded:
        raise NotTheirs
    return row


def _theirs(country: str) -> QuerySet[Dossier]:
    copied = Dossier.objects.filter(purpose="member", country=country, copies__isnull=False).distinct()
    return copied.exclude(address__in=Hold.objects.values("subject")).select_related("address__report", "decision")


__all__ = ["NotNow", "NotTheirs", "fetch", "referrals_for", "take_over", "tell"]
