"""A contact ends: with what came of it, or with one click as a call that was none. A hard one earns a talk (P9)."""

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.contacts.codes import BRIEF, COUNSELLING, OUTCOMES
from kindline.kernel.contacts.keeping import NoSuchCode, in_hand
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tables import COUNSELLOR
from kindline.kernel.contacts.taking import fingerprint
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import advance
from kindline.kernel.welfare import talks


@transaction.atomic(using="core")
def end(contact: Contact, *, outcome: str, by: User, hard: bool = False) -> Contact:
    """End it with what came of it. `hard` asks for a talk; that it was this contact is written nowhere."""
    if outcome not in OUTCOMES:
        raise NoSuchCode(outcome)
    contact = _end(contact, kind=COUNSELLING, outcome=outcome, by=by)
    if hard:
        talks.ask_debrief(by)
    return contact


@transaction.atomic(using="core")
def end_brief(contact: Contact, *, kind: str, by: User, hard: bool = False) -> Contact:
    """One click: silent, a prank, a wrong number, a test, something else that was no contact. Its words stay."""
    if kind not in BRIEF:
        raise NoSuchCode(kind)
    contact = _end(contact, kind=kind, outcome="", by=by)
    if hard:
        talks.ask_debrief(by)
    return contact


def _end(contact: Contact, *, kind: str, outcome: str, by: User) -> Contact:
    contact = in_hand(contact, by=by)
    facts = {"kind": kind, "outcome": outcome, "channel": contact.channel} | fingerprint(contact)
    advance(contact, "end", by=f"user:{by.pk}", role=COUNSELLOR, facts=facts)
    contact.kind, contact.outcome, contact.ended_at = kind, outcome, contact.ended_at or clock.now()
    contact.save(update_fields=["kind", "outcome", "ended_at"])
    return contact
