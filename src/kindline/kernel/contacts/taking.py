"""A contact begins: with one keystroke, or by taking what rings. It is open at once, in one person's hands."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.contacts.codes import CHANNELS
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tables import COUNSELLOR
from kindline.kernel.people.models import User
from kindline.kernel.procedure.numbering import next_number
from kindline.kernel.procedure.table import advance

SERIES = "contact"
OLDEST = timedelta(days=366)


class NoSuchChannel(ValueError):
    """People come by the channels of the list."""


class NotThen(ValueError):
    """A contact did not happen in the future, nor longer ago than a year."""


@transaction.atomic(using="core")
def begin(channel: str, *, by: User) -> Contact:
    """Open a contact; NoSuchChannel for any other. Nothing has to be known yet."""
    if channel not in CHANNELS:
        raise NoSuchChannel(channel)
    contact = new_contact(channel)
    return _take(contact, by=by)


@transaction.atomic(using="core")
def take(contact: Contact, *, by: User) -> Contact:
    """Take what rings, call a missed number back, take over from a colleague, or go on with one that was ended.

    IllegalMove when it is erased. Taking what one has in hand changes nothing.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.state == "open" and contact.counsellor_id == by.pk:
        return contact
    return _take(contact, by=by)


def happened(contact: Contact, at: datetime) -> None:
    """Say when a paper sheet was written; NotThen when that cannot be. The caller saves."""
    now = clock.now()
    if at > now or at < now - OLDEST:
        raise NotThen
    contact.started_at = at


def fingerprint(contact: Contact) -> dict[str, object]:
    """What the log keeps of the words when they change hands or end: that they were these, not what they say (P7)."""
    return {"revision": contact.revision, "sealed_sha256": hashlib.sha256(bytes(contact.sealed)).hexdigest()}


def new_contact(channel: str, **fields: object) -> Contact:
    """A fresh row, its number the next; in the caller's transaction."""
    now = clock.now()
    return Contact.objects.create(number=next_number(SERIES), channel=channel, started_at=now, entered_at=now, **fields)


def _take(contact: Contact, *, by: User) -> Contact:
    facts = {"channel": contact.channel} | fingerprint(contact)
    advance(contact, "take", by=f"user:{by.pk}", role=COUNSELLOR, facts=facts)
    contact.counsellor, contact.ended_at = by, None
    contact.save(update_fields=["counsellor", "ended_at"])
    return contact
