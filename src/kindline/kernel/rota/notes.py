"""What one shift hands to the next: sealed, read after its leaf, asked for until everybody said that they read it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.erasable import ledger
from kindline.kernel.people.models import User
from kindline.kernel.register.rules import rules
from kindline.kernel.rota.models import Note, Receipt
from kindline.sealing.errors import TooLarge

LONGEST = 5_000
# Whoever was away for longer asks; the board is no archive.
ASKED_FOR = timedelta(days=7)
RULE = "handover_note"
A_DAY = 500


class Empty(ValueError):
    """Nothing was written."""


class TooLong(ValueError):
    """More than one note holds."""


@transaction.atomic(using="core")
def write(text: str, *, by: User) -> Note:
    """Hand something over; Empty or TooLong: nothing is kept."""
    if not text.strip():
        raise Empty
    if len(text) > LONGEST:
        raise TooLong
    note = Note(author=by, written_at=clock.now())
    try:
        note.sealed = vault.seal_contact(text.encode(), contact=note.pk)
    except TooLarge:
        raise TooLong from None
    note.save()
    record("note.written", subject=note.pk, by=f"user:{by.pk}")
    return note


def unread(person: User) -> QuerySet[Note]:
    """What this person has not said to have read, the oldest first; nobody is asked about their own."""
    recent = Note.objects.filter(written_at__gte=clock.now() - ASKED_FOR).exclude(author=person)
    return recent.exclude(receipts__person=person).select_related("author").order_by("written_at")


def recent() -> QuerySet[Note]:
    """Everything of the last week, the newest first, with who said to have read it."""
    found = Note.objects.filter(written_at__gte=clock.now() - ASKED_FOR).select_related("author")
    return found.prefetch_related("receipts__person").order_by("-written_at")


def read(notes: list[Note], *, by: User) -> list[str]:
    """Their words; the leaf of each is committed first (P7)."""
    with transaction.atomic(using="core"):
        for note in notes:
            record("note.read", subject=note.pk, by=f"user:{by.pk}")
    return [vault.open_contact(bytes(note.sealed), contact=note.pk).decode() for note in notes]


@transaction.atomic(using="core")
def say_read(note: Note, *, by: User) -> None:
    """This person says to have read it. Once more changes nothing."""
    _, fresh = Receipt.objects.get_or_create(note=note, person=by, defaults={"at": clock.now()})
    if fresh:
        record("note.said-read", subject=note.pk, by=f"user:{by.pk}")


def carry_out() -> int:
    """Erase notes whose month is over, and what a backup brought back of them. Run once a day."""
    old = list(Note.objects.filter(written_at__lt=rules()[RULE].before).values_list("pk", flat=True)[:A_DAY])
    if not old:
        return 0
    # The keys first: a death in between leaves rows that nothing opens, and tomorrow finds them.
    for note in old:
        ledger.enter(note, evidence={"note": True})
    erasable.destroy(old)
    with transaction.atomic(using="core"):
        Note.objects.filter(pk__in=old).delete()
        record("retention.carried_out", subject=RULE, by="worker", facts={"rows": len(old)})
    return len(old)
