"""What a telephone exchange says: a call rings, is answered, is over. Each may come twice, late, or not at all.

The process that hears it holds no key of the desk: it seals the caller's number and cannot read it again.
"""

from django.db import IntegrityError, transaction

from kindline.kernel import clock, vault
from kindline.kernel.contacts import words as said
from kindline.kernel.contacts.mapping import Heard
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tables import COUNSELLOR, EXCHANGE
from kindline.kernel.contacts.tagging import retag
from kindline.kernel.contacts.taking import new_contact
from kindline.kernel.contacts.words import LONGEST, Words
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import advance

RINGING, ANSWERED, OVER = "ringing", "answered", "over"


def hear(heard: Heard) -> str:
    """Note one event: `noted`, or `repeated` for what is known already, or `unknown` for the end of an unknown call."""
    call = vault.exchange_call(heard.exchange, heard.call)
    if heard.event != "ended" and not Contact.objects.filter(call=call).exists():
        if _rings(heard, call) and heard.event == "ringing":
            return "noted"
    with transaction.atomic(using="core"):
        contact = Contact.objects.select_for_update().filter(call=call).first()
        if contact is None:
            return "unknown"
        return {"ringing": _again, "answered": _answered, "ended": _over}[heard.event](contact, heard)


def recognise(contact: Contact) -> None:
    """Make the blind tags of a number that an exchange brought, once: only the desk can."""
    if contact.exchange and contact.sealed and not contact.tags.exists():
        with transaction.atomic(using="core"):
            retag(contact, said.opened(contact))


def _rings(heard: Heard, call: bytes) -> bool:
    """A fresh contact that waits; False when another request was quicker."""
    try:
        with transaction.atomic(using="core"):
            contact = new_contact("call", exchange=heard.exchange, call=call, line=RINGING)
            if heard.caller:
                contact.sealed = said.sealed(Words(phone=heard.caller[: LONGEST["phone"]]), contact=contact)
                contact.save(update_fields=["sealed"])
        return True
    except IntegrityError:
        return False


def _again(contact: Contact, heard: Heard) -> str:
    return "repeated"


def _answered(contact: Contact, heard: Heard) -> str:
    """Opens the card of whoever answered, if the mapping says whose telephone it was; else somebody takes it."""
    if contact.line != RINGING:
        return "repeated"
    contact.line = ANSWERED
    person = User.objects.filter(username=heard.agent).first() if heard.agent else None
    if contact.state == "waiting" and person and person.has_role(COUNSELLOR):
        advance(contact, "take", by=_who(heard), role=EXCHANGE, facts={"for": str(person.pk)})
        contact.counsellor = person
    contact.save(update_fields=["line", "counsellor"])
    return "noted"


def _over(contact: Contact, heard: Heard) -> str:
    """Nobody answered: missed. Otherwise the line is over, and its counsellor ends the contact when it is written."""
    if contact.line == OVER:
        return "repeated"
    if contact.state == "waiting" and contact.line == RINGING:
        advance(contact, "miss", by=_who(heard), role=EXCHANGE)
    contact.line = OVER
    contact.ended_at = contact.ended_at or clock.now()
    contact.save(update_fields=["line", "ended_at"])
    return "noted"


def _who(heard: Heard) -> str:
    return f"exchange:{heard.exchange}"
