"""Mail that says only that something waits: no address, no reporter's word, no time finer than a day (P11)."""

import json
from uuid import UUID

from kindline.kernel import vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for, post
from kindline.services.hotline import law


def send(
    *, kind: str, subject: UUID, recipient: str, to: str, title: str, text: str, once: object, priority: int = 5
) -> Parcel:
    """Post a mail; `once` tells apart letters of one kind about one subject. Its text lies sealed until it leaves."""
    body = json.dumps({"to": to, "subject": title, "text": text}, ensure_ascii=False).encode()
    return post(
        kind=kind,
        subject=subject,
        recipient=recipient,
        channel="mail",
        body=vault.seal_to("mail", body, info=b"mail"),
        idempotency_key=key_for(kind, subject, recipient, once),
        priority=priority,
        under=law.of_noun(subject),
    )
