"""What waits for an authority, as far as we may know it: number, day, how many addresses. Nothing of what they say."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import handover
from kindline.services.hotline.models import Address, Report

SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """One parcel in the list."""

    id: UUID
    kind: str
    number: int
    day: str
    addresses: int
    urgent: bool
    fetched: bool
    # Whole days since the citizen reported it: what waits here grows old.
    age: int


def waiting_for(authority: str) -> tuple[list[Waiting], int]:
    """The first parcels, urgent ones first, and how many there are in all."""
    parcels = handover.parcels_for(authority)
    return _rows(parcels[:SHOWN]), len(parcels)


def _rows(parcels: Sequence[Parcel]) -> list[Waiting]:
    subjects = [parcel.subject for parcel in parcels]
    about = {row.pk: row for row in Report.objects.filter(pk__in=subjects)}
    about |= {row.pk: row.report for row in Address.objects.filter(pk__in=subjects).select_related("report")}
    return [_row(parcel, about.get(parcel.subject)) for parcel in parcels]


def _row(parcel: Parcel, report: Report | None) -> Waiting:
    number = report.number if report else 0
    age = (clock.today() - report.received_hour.date()).days if report else 0
    body = json.loads(erasable.unlock(parcel.sealed_body))
    count = sum(entry["purpose"] in ("address", "dossier") for entry in body["envelopes"])
    return Waiting(parcel.pk, parcel.kind, number, body["day"], count, body["urgent"], parcel.state == "delivered", age)
