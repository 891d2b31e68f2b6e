"""Partners with a system of their own get what concerns them sealed to that system's keys, beside the usual way.

A notice line by line, because a line may be withdrawn before anybody read it: then its copy goes with it (P11). Under
an exercise nothing is copied: nothing leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from kindline.kernel.audit.record import canonical
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.erasable.keys import KeyGone
from kindline.kernel.partners.register import opening_keys
from kindline.sealing.box import seal_box
from kindline.sealing.errors import TooLarge
from kindline.sealing.keys import SealingPublicKey
from kindline.sealing.padding import pad
from kindline.services.hotline import law
from kindline.services.hotline.models import Dossier, DossierCopy, Notice, NoticeCopy, NoticeItem

TO_A_MEMBER = ("dossier", "number", "canonical", "kind", "classification", "country", "iccam", "claims")


def seal_copies(notice: Notice, items: Sequence[NoticeItem], machine: Mapping[str, Any]) -> list[NoticeCopy]:
    """Each line for each key that opens now, not yet stored; nothing for a provider without a system of its own.

    A line is what the notice says of it for machines: the address, and its XARF report where there is one.
    """
    if law.of(notice).exercise:
        return []
    keys = opening_keys(kind="provider", speaks_for=notice.provider.slug)
    said = {entry["line"]: pad(canonical({**entry, "notice": notice.number})) for entry in machine["lines"]}
    return [
        NoticeCopy(
            item=item, key_id=key.key_id, sealed=_locked(said[item.line], key, info_for(notice), item.address_id)
        )
        for item in items
        for key in keys
    ]


def keep_copies(copies: Iterable[NoticeCopy]) -> None:
    """Store them, in the transaction that announces the notice."""
    NoticeCopy.objects.bulk_create(copies)


def for_member(dossier: Dossier, content: Mapping[str, Any]) -> None:
    """Seal a referral to the member hotline of its country, in the transaction that writes it, if it has a system.

    No word of who assessed or when to the hour; the claims are left out where they are too many for an envelope.
    """
    if law.of(dossier.address.report).exercise:
        return
    said = {name: content[name] for name in TO_A_MEMBER}
    info = b"dossier:" + str(dossier.pk).encode("ascii")
    keys = opening_keys(kind="member", speaks_for=dossier.country)
    DossierCopy.objects.bulk_create(
        DossierCopy(dossier=dossier, key_id=key.key_id, sealed=_locked(_fitting(said), key, info, dossier.address_id))
        for key in keys
    )


def as_sealed(copies: Iterable[NoticeCopy | DossierCopy]) -> dict[str, bytes]:
    """Key id → the box, as the partner opens it; an erased one is gone."""
    boxes = {}
    for copy in copies:
        with suppress(KeyGone):
            boxes[copy.key_id] = erasable.unlock(copy.sealed)
    return boxes


def info_for(notice: Notice) -> bytes:
    """What binds a copy to its notice: a box of one notice opens under no other."""
    return b"notice:" + notice.number.encode("ascii")


def _locked(padded: bytes, key: SealingPublicKey, info: bytes, address: UUID) -> bytes:
    """Sealed to the partner and locked under the address's own key: it is erased with the address (P8)."""
    return erasable.lock(seal_box(padded, recipient=key, info=info), [address])


def _fitting(said: Mapping[str, Any]) -> bytes:
    try:
        return pad(canonical(said))
    except TooLarge:
        return pad(canonical({**said, "claims": []}))
