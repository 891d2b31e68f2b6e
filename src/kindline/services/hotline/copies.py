"""A provider with a system of its own gets its notices sealed to that system's keys, line by line.

Line by line, because a line may be withdrawn before anybody read it: then its copy goes with it (P11).
"""

from collections.abc import Iterable, Sequence

from kindline.kernel.erasable import keys as erasable
from kindline.kernel.partners.register import opening_keys
from kindline.provenance.address import Locator
from kindline.sealing import canonical_json
from kindline.sealing.box import seal_box
from kindline.sealing.padding import pad
from kindline.services.hotline.models import Notice, NoticeCopy, NoticeItem


def seal_copies(notice: Notice, lines: Sequence[tuple[NoticeItem, Locator]]) -> list[NoticeCopy]:
    """Each line for each key that opens now, not yet stored; nothing for a provider without a system of its own."""
    keys = opening_keys(kind="provider", speaks_for=notice.provider.slug)
    made = []
    for item, locator in lines:
        plain = canonical_json.dump({"address": locator.canonical, "line": item.line, "notice": notice.number})
        for key in keys:
            box = seal_box(pad(plain), recipient=key, info=info_for(notice))
            # Its reader keeps the key that opens it: only the outer lock lets an erasure reach a backup (P8).
            sealed = erasable.lock(box, [item.address_id])
            made.append(NoticeCopy(item=item, key_id=key.key_id, sealed=sealed))
    return made


def keep_copies(copies: Iterable[NoticeCopy]) -> None:
    """Store them, in the transaction that announces the notice."""
    NoticeCopy.objects.bulk_create(copies)


def info_for(notice: Notice) -> bytes:
    """What binds a copy to its notice: a box of one notice opens under no other."""
    return b"notice:" + notice.number.encode("ascii")
