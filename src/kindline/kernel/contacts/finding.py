"""Finding earlier contacts and files while somebody talks: by number, by telephone number, by a name.

Telephone numbers and names are compared by their blind tags, word by word; a hit shows when and how, never what was
said. That somebody looked, and how much was found, is in the log; nothing says for whom (P7).
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.contacts.about import File, duties
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tagging import name_tags, phone_tag
from kindline.kernel.people.models import User

AT_MOST = 8
LONGEST, DIGITS = 200, 12


@dataclass(frozen=True)
class Hits:
    """What was found; `more` when there is more than is shown."""

    contacts: tuple[Contact, ...] = ()
    files: tuple[File, ...] = ()
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.contacts or self.files)


def find(text: str, *, by: User, without: Contact | None = None) -> Hits:
    """Contacts and files that this text names, newest first, at most `AT_MOST` contacts."""
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable():
        return Hits()
    way, rows = _rows(wanted)
    others = rows.exclude(pk=without.pk) if without else rows
    found = list(others.order_by("-started_at")[: AT_MOST + 1])
    files = tuple(file for duty in duties().values() for file in duty.find(wanted, by=by))
    if way != "number":
        with transaction.atomic(using="core"):
            facts = {"by": way, "hits": len(found)}
            record("contact.looked_for", subject="contacts", by=f"user:{by.pk}", facts=facts)
    return Hits(tuple(found[:AT_MOST]), files, len(found) > AT_MOST)


def earlier(contact: Contact) -> Hits:
    """Contacts that share a tag with this one: the same telephone, or a word of the name; newest first."""
    tags = list(contact.tags.values_list("tag", flat=True))
    rows = Contact.objects.filter(tags__tag__in=tags).exclude(pk=contact.pk).distinct().order_by("-started_at")
    found = list(rows[: AT_MOST + 1]) if tags else []
    return Hits(tuple(found[:AT_MOST]), more=len(found) > AT_MOST)


def _rows(wanted: str) -> tuple[str, QuerySet[Contact]]:
    digits = wanted.upper().removeprefix("C").lstrip("- ")
    if digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS and not _dialled(wanted):
        return "number", Contact.objects.filter(number=int(digits))
    if phone := phone_tag(wanted):
        return "phone", Contact.objects.filter(tags__tag=phone)
    rows, tags = Contact.objects.all(), name_tags(wanted)
    for tag in tags:
        rows = rows.filter(tags__tag=tag)
    return "name", rows if tags else rows.none()


def _dialled(wanted: str) -> bool:
    """Our numbers begin with no nought and are short; what people dial does or is longer."""
    return wanted.startswith(("0", "+")) or (len(wanted) > 7 and not wanted.upper().startswith("C"))
