"""What a family's code opens, in the site process: the page that the desk sealed to it, and a word back."""

import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.narrowing import only
from kindline.sealing.box import open_box
from kindline.sealing.padding import unpad
from kindline.sealing.receipt import check, check_absent, mailbox_key, parse
from kindline.services.missing.limits import TooLong
from kindline.services.missing.public.models import FamilyPage, FamilyWord

LONGEST_WORD = 3_000


@dataclass(frozen=True)
class Told:
    """One thing that was shared."""

    topic: str
    at: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Shown:
    """What the code opens, in the site process."""

    page: FamilyPage
    adviser: str = field(repr=False)
    next: str = field(repr=False)
    told: tuple[Told, ...] = field(repr=False)


def find(text: str) -> Shown | None:
    """The page of this code; None for every code that opens nothing. BadCode for what is no code."""
    code = parse(text)
    with only(locator=code.locator):
        pages = list(FamilyPage.objects.filter(locator=code.locator))
    if not pages:
        check_absent(code)
    found = (one for one in pages if check(code, bytes(one.salt), bytes(one.verifier)) and not one.closed)
    page = next(found, None)
    if page is None:
        return None
    if not page.sealed:
        return Shown(page, "", "", ())
    said = json.loads(
        unpad(open_box(bytes(page.sealed), key=mailbox_key(code, bytes(page.salt)), info=info_of(page.pk)))
    )
    return Shown(page, said["adviser"], said["next"], tuple(Told(**one) for one in said["told"]))


def write(page: FamilyPage, text: str) -> None:
    """A word to the adviser, sealed to the desk. TooLong."""
    if len(text) > LONGEST_WORD:
        raise TooLong
    word = FamilyWord(id=uuid4(), page=page, written_on=clock.today())
    word.sealed = vault.seal_for_desk(json.dumps({"text": text}, ensure_ascii=False).encode(), about=word.pk)
    with transaction.atomic(using="intake"):
        word.save(force_insert=True)


def info_of(page: UUID) -> bytes:
    """What binds a sealed page to its place."""
    return b"family" + page.bytes
