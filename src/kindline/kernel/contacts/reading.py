"""Reading what was said: the leaf is committed first, with who and why (P7)."""

from django.db import transaction

from kindline.kernel.audit.record import record
from kindline.kernel.contacts import words as said
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.words import Words
from kindline.kernel.people.models import User

REASONS = ("calls_again", "follow_up", "hand_over", "supervision", "correction")
AT_WORK = "at_work"


class NoReason(ValueError):
    """Words of somebody else's contact, or of an ended one, are veiled until asked for with a reason (P9)."""


def may_read_at_once(contact: Contact, *, by: User) -> bool:
    """Whether this person is at work on it: then its words need no reason beyond that."""
    return contact.state == "open" and contact.counsellor_id == by.pk


def read(contact: Contact, *, by: User, reason: str = "") -> Words:
    """The words; NoReason without one where it takes one. KeyGone once it is erased."""
    if may_read_at_once(contact, by=by):
        reason = AT_WORK
    elif reason not in REASONS:
        raise NoReason(reason)
    with transaction.atomic(using="core"):
        record("contact.read", subject=contact.pk, by=f"user:{by.pk}", facts={"reason": reason})
    return said.opened(contact)
