"""Which files a contact can belong to: each duty that opens files from contacts says so here, from above.

The kernel knows no duty by name; with none registered a contact is a question and its answer, which is whole too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.contacts.keeping import in_hand
from kindline.kernel.contacts.models import Contact
from kindline.kernel.people.models import User


class NotYours(PermissionError):
    """There is no such file, or not for this person: the same answer for both."""


class NoSuchDuty(KeyError):
    """No duty opens files of this kind here."""


@dataclass(frozen=True)
class File:
    """A file as a hit shows it: the kind, the number people call it by, and its id."""

    kind: str
    name: str
    id: UUID


class Duty(Protocol):
    """What a duty offers. `title`: which file it opens, in English; `page`: the desk's page of one, by its id."""

    title: str
    page: str

    def open_from(self, contact: Contact, *, by: User) -> UUID:
        """A new file with what the contact holds in it, so that nobody types it twice; in the caller's transaction."""

    def find(self, text: str, *, by: User) -> Sequence[File]:
        """Files that this text names and this person may know of."""

    def name(self, file: UUID) -> str:
        """The number people call it by."""

    def may_join(self, file: UUID, *, by: User) -> bool:
        """Whether there is such a file and this person may put a contact into it."""


_duties: dict[str, Duty] = {}


def register(kind: str, duty: Duty) -> None:
    """Add a duty; a kind is given once."""
    if _duties.setdefault(kind, duty) is not duty:
        raise ValueError(f"two duties open {kind} files")


def duties() -> dict[str, Duty]:
    return dict(_duties)


def duty(kind: str) -> Duty:
    try:
        return _duties[kind]
    except KeyError:
        raise NoSuchDuty(kind) from None


@transaction.atomic(using="core")
def open_file(contact: Contact, *, kind: str, by: User) -> Contact:
    """Make this contact the first of a new file. One that belongs to a file already keeps it."""
    contact = in_hand(contact, by=by)
    if contact.about_id is None:
        _belong(contact, kind, duty(kind).open_from(contact, by=by), by)
    return contact


@transaction.atomic(using="core")
def join(contact: Contact, *, kind: str, file: UUID, by: User) -> Contact:
    """This contact is about that file. NotYours when the duty does not let this person in; NoSuchDuty."""
    contact = in_hand(contact, by=by)
    if not duty(kind).may_join(file, by=by):
        raise NotYours(kind)
    _belong(contact, kind, file, by)
    return contact


def contacts_about(kind: str, file: UUID) -> QuerySet[Contact]:
    """The contacts of a file, oldest first: for the duty that keeps it."""
    return Contact.objects.filter(about_kind=kind, about_id=file).order_by("started_at")


def _belong(contact: Contact, kind: str, file: UUID, by: User) -> None:
    contact.about_kind, contact.about_id = kind, file
    contact.save(update_fields=["about_kind", "about_id"])
    facts = {"kind": kind, "file": str(file)}
    record("contact.belongs", subject=contact.pk, by=f"user:{by.pk}", facts=facts)
