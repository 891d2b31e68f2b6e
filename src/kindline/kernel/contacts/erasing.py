"""A contact ends for good: its key is destroyed, here and for every backup; words, tags and person go.

A stub counts. It keeps codes and times; it says nobody's name, telephone number, file or counsellor.
"""

from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.contacts.models import Contact, Tag
from kindline.kernel.contacts.tables import WORKER
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.erasable import ledger
from kindline.kernel.procedure.table import advance
from kindline.kernel.register.holds import refuse_if_held
from kindline.kernel.register.models import Erasure

RETENTION, RESTORE = "retention", "restore"
PORTION = 500


def erase_contact(contact: UUID, *, by: str, cause: str) -> None:
    """Erase one contact. May be repeated. Held while a legal hold stands upon it."""
    with transaction.atomic(using="core"):
        row = Contact.objects.select_for_update().get(pk=contact)
        refuse_if_held(contact)
        _empty(row, by=by)
        Erasure.objects.get_or_create(subject=contact, defaults={"cause": cause, "by": by, "at": clock.now()})
    # After the commit: a death in between is found by `reapply`, from the row.
    ledger.enter(contact, evidence={"contact": True})
    erasable.destroy([contact])


def reapply(*, by: str = "worker") -> int:
    """Erase again what an older backup brought back, rows or keys; how many."""
    gone = list(ledger.entered())
    count = 0
    for start in range(0, len(gone), PORTION):
        part = gone[start : start + PORTION]
        returned = Contact.objects.filter(pk__in=part).exclude(state="erased").values_list("pk", flat=True)
        for contact in returned:
            erase_contact(contact, by=by, cause=RESTORE)
            count += 1
    unfinished = set(erasable.known(Contact.objects.filter(state="erased").values_list("pk", flat=True)))
    for contact in unfinished:
        erase_contact(contact, by=by, cause=RETENTION)
    return count + len(unfinished)


def _empty(row: Contact, *, by: str) -> None:
    Tag.objects.filter(contact=row).delete()
    if row.state != "erased":
        advance(row, "erase", by=by, role=WORKER)
    row.sealed, row.counsellor, row.call = b"", None, None
    row.about_id, row.interpreter = None, ""
    row.save()
