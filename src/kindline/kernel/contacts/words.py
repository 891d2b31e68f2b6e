"""What is said in a contact: the name somebody gives, a number to call back, the notes. Never shown by accident."""

import json
from dataclasses import dataclass, field, replace

from kindline.kernel import vault
from kindline.kernel.contacts.models import Contact
from kindline.sealing.errors import TooLarge

LONGEST = {"name": 200, "phone": 60, "notes": 20_000}


class TooLong(ValueError):
    """More than one contact holds: what is typed is kept by whoever shows it, and continued in a second contact."""


@dataclass(frozen=True)
class Words:
    """As typed; callers may remain anonymous, so every part may be empty."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)

    def with_phone(self, phone: str) -> "Words":
        return replace(self, phone=phone)


def sealed(words: Words, *, contact: Contact) -> bytes:
    """What is stored; TooLong when it does not fit."""
    said = {"name": words.name, "phone": words.phone, "notes": words.notes}
    if any(len(text) > LONGEST[part] for part, text in said.items()):
        raise TooLong
    try:
        return vault.seal_contact(json.dumps(said, ensure_ascii=False).encode(), contact=contact.pk)
    except TooLarge:
        raise TooLong from None


def opened(contact: Contact) -> Words:
    """What was stored; nothing for a contact that has no words. KeyGone once it is erased.

    Whoever shows it to a person goes through `reading`, which writes the leaf first.
    """
    if not contact.sealed:
        return Words()
    return Words(**json.loads(vault.open_contact(bytes(contact.sealed), contact=contact.pk)))
