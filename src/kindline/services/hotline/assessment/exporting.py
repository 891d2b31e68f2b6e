"""A list of assessments leaves the desk with four eyes: one supervisor asks, another agrees, the first takes it once.

The list holds numbers, days and codes: no address, no words, and nobody's name.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.kernel.taxonomy.lists import current
from kindline.services.hotline.assessment.codes import FAMILY
from kindline.services.hotline.assessment.models import ListExport, Opinion

REASONS = ("statistics", "inspection", "training")
GOOD_FOR = timedelta(hours=24)


class FourEyes(PermissionError):
    """Not asked, not agreed, agreed by the one who asked, taken already, or too late."""


@transaction.atomic(using="core")
def ask(*, month: date, reason: str, by: User) -> ListExport:
    """Ask for the list of a month. `reason` is a code of `REASONS`."""
    if reason not in REASONS or not by.has_role("supervisor"):
        raise FourEyes("reason")
    asked = ListExport.objects.create(month=month.replace(day=1), reason=reason, asked_by=by, asked_at=clock.now())
    record("list.asked", subject=asked.pk, by=f"user:{by.pk}", facts={"reason": reason, "month": f"{month:%Y-%m}"})
    return asked


@transaction.atomic(using="core")
def agree(export: ListExport, *, by: User) -> ListExport:
    """Another supervisor agrees; whoever asked cannot."""
    waiting = ListExport.objects.select_for_update().filter(pk=export.pk, agreed_at=None).first()
    if waiting is None or not by.has_role("supervisor") or waiting.asked_by_id == by.pk:
        raise FourEyes("same")
    waiting.agreed_by, waiting.agreed_at = by, clock.now()
    waiting.save(update_fields=["agreed_by", "agreed_at"])
    record("list.agreed", subject=waiting.pk, by=f"user:{by.pk}")
    return waiting


def take(export: ListExport, *, by: User) -> Iterator[tuple[str, ...]]:
    """The rows, heading first: once, for who asked, within a day of the agreement; the log has it first."""
    with transaction.atomic(using="core"):
        mine = ListExport.objects.filter(pk=export.pk, asked_by=by, taken_at=None, agreed_by__isnull=False)
        if not mine.filter(agreed_at__gte=clock.now() - GOOD_FOR).exclude(agreed_by=by).update(taken_at=clock.now()):
            raise FourEyes("not_agreed")
        record("list.taken", subject=export.pk, by=f"user:{by.pk}")
    return _rows(export.month)


def open_exports() -> QuerySet[ListExport]:
    """Those of the last days, the newest first."""
    found = ListExport.objects.filter(asked_at__gte=clock.now() - timedelta(days=31))
    return found.select_related("asked_by", "agreed_by").order_by("-asked_at")


def _rows(month: date) -> Iterator[tuple[str, ...]]:
    names = list(current(FAMILY))
    yield ("report", "address", "judged_on", "list_version", *names)
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    found = Opinion.objects.filter(counts_since__date__gte=month, counts_since__date__lt=following)
    for said in found.select_related("address__report").order_by("address__report__number", "address__ordinal"):
        codes = {entry["list"]: entry for entry in said.codes}
        version = said.codes[0]["version"] if said.codes else ""
        day = said.counts_since.date().isoformat() if said.counts_since else ""
        place = str(said.address.report.number), str(said.address.ordinal)
        yield (*place, day, version, *(codes[name]["code"] if name in codes else "" for name in names))
