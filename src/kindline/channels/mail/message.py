"""From a letter to the bytes that travel: plain text, no tracking, the same identity at every try."""

from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings

from kindline.channels.mail.letter import Letter
from kindline.kernel import clock


def compose(letter: Letter, *, parcel: UUID) -> EmailMessage:
    """The message. Its Message-ID comes from the parcel, so a receiver sees doubles (RFC 5322 §3.6.4)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.MAIL_FROM
    message["To"] = letter.to
    message["Subject"] = letter.subject
    # The day only: a finer time beside a report's would say who reported (P5, P11).
    message["Date"] = format_datetime(datetime.combine(clock.today(), time(12), tzinfo=UTC))
    message["Message-ID"] = f"<{parcel}@{sender_domain()}>"
    message["X-Kindline-Parcel"] = str(parcel)
    # RFC 3834: holiday replies stay away.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    return message


def sender_domain() -> str:
    """The domain we write from."""
    return str(settings.MAIL_FROM).rpartition("@")[2].strip("<> ")
