"""The family: who may know what, and a page of their own that opens with a code (FOUNDATIONS §2, mailbox).

What stands on the page is what somebody here shared on it, never the file. Nobody's page says where the child is. Where
a parent abducted the child or abuse at home is suspected, a new page starts with nothing on it that may be known.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from uuid import uuid4

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.sealing.box import seal_box
from kindline.sealing.keys import SealingPublicKey
from kindline.sealing.padding import pad
from kindline.sealing.receipt import ReceiptCode, from_draft, mailbox_key, verifier
from kindline.services.missing.family_page import LONGEST_WORD, Told, info_of
from kindline.services.missing.kinds import Kind
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File, Relative
from kindline.services.missing.public.models import FamilyPage, FamilyWord

# What a person may be told. There is no code for where the child is.
TOPICS = ("progress", "appeal", "message", "after")
LONGEST = {"name": 200, "relation": 60, "phone": 60}
MOST_WORDS = 40


class NotSo(ValueError):
    """A topic that this person may not know, or no topic at all."""


@dataclass(frozen=True)
class Person:
    """One named person."""

    name: str = field(repr=False)
    relation: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    told: tuple[Told, ...] = field(default=(), repr=False)


def first_topics(file: File, *, abuse_at_home: bool) -> tuple[str, ...]:
    """What a new page starts with."""
    closed = file.kind == Kind.PARENTAL_ABDUCTION or abuse_at_home
    return () if closed else ("progress", "appeal", "message", "after")


@transaction.atomic(using="core")
def add(file: File, person: Person, *, may_know: Sequence[str], language: str, by: User) -> Relative:
    """A named person of the family. NotSo for a topic that there is not; TooLong."""
    _check(person, may_know)
    row = Relative(file=file, may_know=[topic for topic in TOPICS if topic in may_know], language=language)
    row.sealed = _sealed(person, row)
    row.save(force_insert=True)
    record("family.added", subject=row.pk, by=f"user:{by.pk}", facts={"file": str(file.pk), "may_know": row.may_know})
    return row


@transaction.atomic(using="core")
def change(row: Relative, *, may_know: Sequence[str], consent: bool, by: User) -> Relative:
    """Who may know what, and whether they agreed to be written to."""
    held = Relative.objects.select_for_update().get(pk=row.pk)
    _check(opened(held), may_know)
    held.may_know = [topic for topic in TOPICS if topic in may_know]
    held.consent_at = (held.consent_at or clock.now()) if consent else None
    held.save(update_fields=["may_know", "consent_at"])
    record(
        "family.may_know", subject=held.pk, by=f"user:{by.pk}", facts={"may_know": held.may_know, "consent": consent}
    )
    return held


def opened(row: Relative) -> Person:
    raw = json.loads(vault.open_contact(bytes(row.sealed), contact=row.pk))
    return Person(**raw | {"told": tuple(Told(**one) for one in raw["told"])})


def give_page(row: Relative, *, by: User) -> ReceiptCode:
    """A page with a code that is shown once, to be read aloud or printed; an earlier page is closed."""
    code = from_draft(secrets.token_bytes(32), hashlib.sha256(row.pk.bytes).digest())
    salt, page = os.urandom(16), uuid4()
    with transaction.atomic(using="core"):
        held = Relative.objects.select_for_update().get(pk=row.pk)
        before, held.page = held.page, page
        held.save(update_fields=["page"])
        record("family.page_given", subject=held.pk, by=f"user:{by.pk}")
    with transaction.atomic(using="intake"):
        if before:
            FamilyPage.objects.filter(pk=before).update(closed=True, sealed=b"")
        FamilyPage.objects.create(
            id=page,
            locator=code.locator,
            salt=salt,
            verifier=verifier(code, salt),
            mailbox_key=mailbox_key(code, salt).public().to_text(),
            changed_on=clock.today(),
        )
    bring(held)
    return code


@transaction.atomic(using="core")
def share(row: Relative, *, topic: str, text: str, by: User) -> Relative:
    """Put something on this person's page. NotSo for what they may not know; TooLong keeps nothing."""
    held = Relative.objects.select_for_update().get(pk=row.pk)
    if topic not in held.may_know or not text.strip():
        raise NotSo(topic)
    if len(text) > LONGEST_WORD:
        raise TooLong
    person = opened(held)
    told = (*person.told, Told(topic, clock.now().isoformat(timespec="minutes"), text.strip()))[-MOST_WORDS:]
    held.sealed, held.revision = _sealed(replace(person, told=told), held), held.revision + 1
    held.save(update_fields=["sealed", "revision"])
    record("family.shared", subject=held.pk, by=f"user:{by.pk}", facts={"topic": topic})
    return held


def bring(row: Relative) -> None:
    """Write the page anew from what was shared and may be known today; the desk alone can."""
    page = FamilyPage.objects.filter(pk=row.page, closed=False).first() if row.page else None
    if page is None:
        return
    person, file = opened(row), row.file
    adviser = file.adviser.get_full_name() if file.adviser else ""
    said = {
        "told": [asdict(one) for one in person.told if one.topic in row.may_know],
        "adviser": adviser,
        "next": file.next_contact_at.isoformat() if file.next_contact_at and file.state == "open" else "",
        "language": row.language,
    }
    body = json.dumps(said, ensure_ascii=False).encode()
    sealed = seal_box(pad(body), recipient=SealingPublicKey.from_text(page.mailbox_key), info=info_of(page.pk))
    with transaction.atomic(using="intake"):
        FamilyPage.objects.filter(pk=page.pk, closed=False).update(sealed=sealed, changed_on=clock.today())


def close_page(row: Relative) -> None:
    """The code opens nothing any more."""
    if row.page is None:
        return
    with transaction.atomic(using="intake"):
        FamilyPage.objects.filter(pk=row.page).update(closed=True, sealed=b"")


def words_from(row: Relative) -> list[tuple[FamilyWord, str]]:
    """What this person wrote, newest first; the desk opens it."""
    rows = FamilyWord.objects.filter(page=row.page).order_by("-written_on") if row.page else FamilyWord.objects.none()
    return [(one, _word(one)) for one in rows[:MOST_WORDS]]


def _word(word: FamilyWord) -> str:
    return str(json.loads(vault.open_for_desk(bytes(word.sealed), about=word.pk))["text"])


def _check(person: Person, may_know: Sequence[str]) -> None:
    if not set(may_know) <= set(TOPICS) or not person.name.strip():
        raise NotSo
    if any(len(getattr(person, part)) > most for part, most in LONGEST.items()):
        raise TooLong


def _sealed(person: Person, row: Relative) -> bytes:
    return vault.seal_contact(json.dumps(asdict(person), ensure_ascii=False).encode(), contact=row.pk)
