"""Mail that says only that something waits (P11), unless it is sealed to its reader's own certificate."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings

from kindline.kernel import vault
from kindline.kernel.outbox.letter import body
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for, post
from kindline.services.hotline import law


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
    files: Sequence[tuple[str, bytes]] = (),
    seal_to: str = "",
    reply_token: str = "",
    otherwise: str = "",
    about: Collection[UUID] = (),
) -> Parcel:
    """Post a mail; `once` tells apart letters of one kind about one subject. Its text lies sealed until it leaves.

    `files` travel only with `seal_to`, the reader's certificate: the channel refuses anything else. `otherwise` is
    what is said in clear should that certificate have ended by the time the letter leaves. What they say is erased
    with the first of the addresses they are `about` (P8).
    Answers and bounces of a letter with a `reply_token` find the way back to its subject (`replies`).
    """
    if files and not about:
        raise ValueError("files say something about an address: name it, so that they are erased with it")
    reply_to = reply_address(reply_token) if reply_token else ""
    letter = body(to=to, title=title, text=text, files=files, seal_to=seal_to, otherwise=otherwise, reply_to=reply_to)
    return post(
        kind=kind,
        subject=subject,
        recipient=recipient,
        channel="mail",
        body=vault.seal_to("mail", letter, info=b"mail"),
        idempotency_key=key_for(kind, subject, recipient, once),
        priority=priority,
        locked_under=about,
        under=law.of_noun(subject),
    )


def reply_address(token: str) -> str:
    """Our own mailbox with the token behind a plus (RFC 5233)."""
    local, _, domain = str(settings.MAIL_FROM).rpartition("<")[2].strip("> ").partition("@")
    return f"{local}+{token}@{domain}"
