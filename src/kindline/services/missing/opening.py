"""A contact becomes a file, and nothing is typed twice: its notes are the file's first notes (P4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.contacts import words
from kindline.kernel.contacts.about import File as Found
from kindline.kernel.contacts.models import Contact
from kindline.kernel.people.models import User
from kindline.kernel.procedure.numbering import next_number
from kindline.services.missing.kinds import EXPLOITED, MISSING
from kindline.services.missing.models import File
from kindline.services.missing.said import Said, sealed

KIND = MISSING
SERIES = "missing_file"
ROLE = "counsellor"
NUMBER = re.compile(r"\s*([MmXx])\s*-?\s*(\d{1,9})\s*")


@dataclass
class Duty:
    """What the kernel's contacts ask of this duty (`kernel.contacts.about`), for one of its two themes."""

    theme: str
    title: str
    letter: str
    page: str = "missing_file"

    def open_from(self, contact: Contact, *, by: User) -> UUID:
        return open_from(contact, theme=self.theme, by=by).pk

    def find(self, text: str, *, by: User) -> Sequence[Found]:
        """By its number alone: a name is found through the contacts that belong to the file."""
        asked = NUMBER.fullmatch(text)
        if asked is None or asked.group(1).upper() != self.letter or not by.has_role(ROLE):
            return []
        rows = File.objects.filter(number=int(asked.group(2)), theme=self.theme).exclude(state="erased")
        return [Found(self.theme, name_of(row), row.pk) for row in rows]

    def name(self, file: UUID) -> str:
        return name_of(File.objects.only("number", "theme").get(pk=file))

    def may_join(self, file: UUID, *, by: User) -> bool:
        return by.has_role(ROLE) and File.objects.filter(pk=file, theme=self.theme, state="open").exists()


DUTIES = (Duty(MISSING, "missing child", "M"), Duty(EXPLOITED, "sexually exploited child", "X"))
LETTERS = {duty.theme: duty.letter for duty in DUTIES}


def name_of(file: File) -> str:
    """The number people call a file by."""
    return f"{LETTERS[file.theme]}-{file.number}"


def open_from(contact: Contact, *, theme: str = MISSING, by: User) -> File:
    """A new file in the hands of whoever opened it, in the caller's transaction; its kind is still to be said."""
    now = clock.now()
    file = File(number=next_number(SERIES), theme=theme, state="open", adviser=by, opened_at=now)
    file.sealed = sealed(Said(notes=words.opened(contact).notes), file=file)
    file.save(force_insert=True)
    facts = {"contact": str(contact.pk), "number": file.number}
    record("missing.opened", subject=file.pk, by=f"user:{by.pk}", facts=facts)
    return file
