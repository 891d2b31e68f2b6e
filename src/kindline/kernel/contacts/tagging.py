"""Keeping a contact's blind tags in step with its words."""

from kindline.kernel import vault
from kindline.kernel.contacts import normal
from kindline.kernel.contacts.models import Contact, Tag
from kindline.kernel.contacts.words import Words
from kindline.kernel.mandate.active import active


def phone_tag(text: str) -> bytes | None:
    """The tag of a telephone number, or None for what is none."""
    number = normal.phone(text, home=active().home)
    return vault.contact_tag("phone", number) if number else None


def name_tags(text: str) -> list[bytes]:
    """One tag for each word of a name."""
    return [vault.contact_tag("name", word) for word in normal.name_words(text)]


def retag(contact: Contact, words: Words) -> None:
    """Store the tags of these words and no others; in the caller's transaction."""
    phone = phone_tag(words.phone)
    wanted = {*name_tags(words.name), *([phone] if phone else [])}
    there = {bytes(row.tag): row.pk for row in contact.tags.all()}
    Tag.objects.filter(pk__in=[pk for tag, pk in there.items() if tag not in wanted]).delete()
    Tag.objects.bulk_create([Tag(contact=contact, tag=tag) for tag in wanted - set(there)])
