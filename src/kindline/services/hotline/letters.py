"""Mail that says only that something waits: no address, no reporter's word, no time finer than a day (P11)."""

import json
from uuid import UUID

from django.conf import settings

from kindline.kernel import vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for, post


def send(
    *,
    kind: str,
    subject: UUID,
    recipient: str,
    to: str,
    title: str,
    text: str,
    once: object,
    priority: int = 5,
    reply_token: str = "",
) -> Parcel:
    """Post a mail; `once` tells apart letters of one kind about one subject. Its text lies sealed until it leaves.

    Answers and bounces of a letter with a `reply_token` find the way back to its subject (`replies`).
    """
    headers = {"Reply-To": reply_address(reply_token)} if reply_token else {}
    letter = {"to": to, "subject": title, "text": text, "headers": headers}
    body = json.dumps(letter, ensure_ascii=False).encode()
    return post(
        kind=kind,
        subject=subject,
        recipient=recipient,
        channel="mail",
        body=vault.seal_to("mail", body, info=b"mail"),
        idempotency_key=key_for(kind, subject, recipient, once),
        priority=priority,
    )


def reply_address(token: str) -> str:
    """Our own mailbox with the token behind a plus (RFC 5233)."""
    local, _, domain = str(settings.MAIL_FROM).rpartition("<")[2].strip("> ").partition("@")
    return f"{local}+{token}@{domain}"
