"""Keeping what is typed, as it is typed: nothing is lost, and of two windows none overwrites the other."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kindline.kernel.contacts import words as said
from kindline.kernel.contacts.codes import ACCESS, CALLERS, LANGUAGES
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tagging import retag
from kindline.kernel.contacts.taking import happened
from kindline.kernel.contacts.words import Words
from kindline.kernel.people.models import User


class NotInHand(PermissionError):
    """It is ended, erased, or in a colleague's hands: take it first."""


class KeptMeanwhile(Exception):
    """Another window kept something since: `contact` is as it stands now. Nothing was overwritten."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(contact.revision)
        self.contact = contact


class NoSuchCode(ValueError):
    """Not a code of the list that the field goes by."""


@dataclass(frozen=True)
class Facts:
    """What is known of whoever calls, in codes; `happened_at` only for a paper sheet."""

    caller: str = "unknown"
    language: str = ""
    access: str = ""
    interpreter: str = ""
    happened_at: datetime | None = None


@transaction.atomic(using="core")
def keep(contact: Contact, *, words: Words, facts: Facts, revision: int, by: User) -> Contact:
    """Seal the words, note the facts, count the revision. The same again changes nothing.

    KeptMeanwhile when `revision` is not the one that stands; NotInHand, TooLong, NoSuchCode, NotThen: nothing is kept.
    """
    contact = in_hand(contact, by=by)
    before = said.opened(contact)
    if contact.revision != revision:
        if before == words and _facts(contact) == facts:
            return contact
        raise KeptMeanwhile(contact)
    _note(contact, facts)
    if before != words:
        contact.sealed = said.sealed(words, contact=contact)
        retag(contact, words)
    contact.revision += 1
    contact.save()
    return contact


def in_hand(contact: Contact, *, by: User) -> Contact:
    """The row, locked, when this person has it open; NotInHand otherwise."""
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.state != "open" or held.counsellor_id != by.pk:
        raise NotInHand
    return held


def _note(contact: Contact, facts: Facts) -> None:
    known = (
        facts.caller in CALLERS,
        facts.access in ACCESS,
        facts.language in ("", *LANGUAGES),
        facts.interpreter in ("", *LANGUAGES),
    )
    if not all(known):
        raise NoSuchCode
    contact.caller, contact.language = facts.caller, facts.language
    contact.access, contact.interpreter = facts.access, facts.interpreter
    if facts.happened_at and contact.channel == "paper":
        happened(contact, facts.happened_at)


def _facts(contact: Contact) -> Facts:
    at = contact.started_at if contact.channel == "paper" else None
    return Facts(contact.caller, contact.language, contact.access, contact.interpreter, at)
