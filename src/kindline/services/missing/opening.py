"""A contact becomes a file, and nothing is typed twice: its notes are the file's first notes (P4)."""

import re
from collections.abc import Sequence
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.contacts import words
from kindline.kernel.contacts.about import File as Found
from kindline.kernel.contacts.models import Contact
from kindline.kernel.people.models import User
from kindline.kernel.procedure.numbering import next_number
from kindline.services.missing.models import File
from kindline.services.missing.said import Said, sealed

KIND = "missing"
SERIES = "missing_file"
ROLE = "counsellor"
NUMBER = re.compile(r"\s*[Mm]\s*-?\s*(\d{1,9})\s*")


class Duty:
    """What the kernel's contacts ask of this duty (`kernel.contacts.about`)."""

    title = "missing child"
    page = "missing_file"

    def open_from(self, contact: Contact, *, by: User) -> UUID:
        return open_from(contact, by=by).pk

    def find(self, text: str, *, by: User) -> Sequence[Found]:
        """By its number alone: a name is found through the contacts that belong to the file."""
        asked = NUMBER.fullmatch(text)
        rows = File.objects.filter(number=int(asked.group(1))).exclude(state="erased") if asked else ()
        return [Found(KIND, f"M-{row.number}", row.pk) for row in rows if by.has_role(ROLE)]

    def name(self, file: UUID) -> str:
        return f"M-{File.objects.values_list('number', flat=True).get(pk=file)}"

    def may_join(self, file: UUID, *, by: User) -> bool:
        return by.has_role(ROLE) and File.objects.filter(pk=file, state="open").exists()


def open_from(contact: Contact, *, by: User) -> File:
    """A new file in the hands of whoever opened it, in the caller's transaction; its kind is still to be said."""
    now = clock.now()
    file = File(number=next_number(SERIES), state="open", adviser=by, opened_at=now)
    file.sealed = sealed(Said(notes=words.opened(contact).notes), file=file)
    file.save(force_insert=True)
    facts = {"contact": str(contact.pk), "number": file.number}
    record("missing.opened", subject=file.pk, by=f"user:{by.pk}", facts=facts)
    return file
