"""Files that are over are erased when their time is: the key first, here and for every backup, with their contacts."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.contacts.about import contacts_about
from kindline.kernel.contacts.erasing import RETENTION, erase_contact
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.erasable import ledger
from kindline.kernel.procedure.table import advance
from kindline.kernel.register import holds
from kindline.kernel.register.models import Erasure
from kindline.kernel.register.rules import rules
from kindline.services.missing.models import File, OwnCall, Relative, Sighting
from kindline.services.missing.public.models import FamilyPage
from kindline.services.missing.publishing.models import Alert, Appeal, Approval, Portrait
from kindline.services.missing.referring.models import Referral
from kindline.services.missing.tables import WORKER

RULE = "missing_file"
A_DAY = PORTION = 500
# What a file has beside it, each part under a key of its own.
WITH_WORDS: tuple[Any, ...] = (Sighting, OwnCall, Relative, Appeal, Portrait, Referral)


def carry_out() -> int:
    """Erase what is over, and again what a backup brought back. Run once a day. A legal hold stops it."""
    held = holds.standing().values("subject")
    over = File.objects.filter(state="ended", ended_at__lt=rules()[RULE].before).exclude(pk__in=held)
    found = [*over.order_by("ended_at")[:A_DAY], *_brought_back()]
    for file in found:
        erase(file)
    return len(found)


def _brought_back() -> Iterator[File]:
    gone = list(ledger.entered())
    for start in range(0, len(gone), PORTION):
        yield from File.objects.filter(pk__in=gone[start : start + PORTION]).exclude(state="erased")


def erase(file: File) -> None:
    """One file, with the contacts that belong to it. May be repeated; a stub of codes counts on."""
    held = holds.standing().values("subject")
    for contact in contacts_about(file.theme, file.pk).exclude(pk__in=held).values_list("pk", flat=True):
        erase_contact(contact, by="worker", cause=RETENTION)
    parts = [(model, list(model.objects.filter(file=file.pk).values_list("pk", flat=True))) for model in WITH_WORDS]
    keys = [file.pk, *(pk for _, found in parts for pk in found)]
    for key in keys:
        ledger.enter(key, evidence={"file": True})
    erasable.destroy(keys)
    with transaction.atomic(using="core"):
        row = File.objects.select_for_update().get(pk=file.pk)
        if row.state == "erased":
            return
        advance(row, "erase", by="worker", role=WORKER)
        for model, found in parts:
            model.objects.filter(pk__in=found).update(sealed=b"")
        Approval.objects.filter(appeal__file=row).update(sealed=b"")
        Alert.objects.filter(file=row).update(document=b"", facts={})
        pages = list(Relative.objects.filter(file=row).exclude(page=None).values_list("page", flat=True))
        row.sealed, row.adviser, row.last_seen_at = b"", None, None
        row.save(update_fields=["sealed", "adviser", "last_seen_at"])
        FamilyPage.objects.filter(pk__in=pages).delete()
        Erasure.objects.get_or_create(subject=row.pk, defaults={"cause": RETENTION, "by": "worker", "at": clock.now()})
        record("retention.carried_out", subject=RULE, by="worker", facts={"rows": 1})
