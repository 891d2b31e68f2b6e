"""From a letter to the bytes that travel: no tracking, the same identity at every try, signed always (RFC 8551)."""

from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings

from kindline.channels.mail.letter import Letter
from kindline.kernel import clock
from kindline.sealing.certificate import Certificate, MailKey, check_recipient
from kindline.sealing.smime import sealed, signed


def compose(letter: Letter, *, parcel: UUID, key: MailKey) -> bytes:
    """The message as it travels: signed by us and, where the letter says to whom, sealed to its reader.

    BadCertificate when it may not be sealed to that certificate today: it never leaves in clear instead.
    """
    body = signed(entity(letter), key=key, at=noon(clock.today()))
    if letter.seal_to:
        certificate = Certificate.from_pem(letter.seal_to)
        check_recipient(certificate, mailbox=letter.to, day=clock.today())
        body = sealed(body, certificate)
    return headers(letter, parcel=parcel).as_bytes().rstrip(b"\r\n") + b"\r\nMIME-Version: 1.0\r\n" + body


def headers(letter: Letter, *, parcel: UUID) -> EmailMessage:
    """What stands outside: nothing that the letter says. The Message-ID comes from the parcel (RFC 5322 §3.6.4)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.MAIL_FROM
    message["To"] = letter.to
    message["Subject"] = letter.subject
    # The day only: a finer time beside a report's would say who reported (P5, P11).
    message["Date"] = format_datetime(noon(clock.today()))
    message["Message-ID"] = f"<{parcel}@{sender_domain()}>"
    message["X-Kindline-Parcel"] = str(parcel)
    # RFC 3834: holiday replies stay away.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    return message


def entity(letter: Letter) -> bytes:
    """What is signed: the text, and its files when it has any."""
    inner = EmailMessage(policy=SMTP)
    inner.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    for file in letter.attachments:
        main, _, sub = file.type.partition("/")
        inner.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    del inner["MIME-Version"]
    return inner.as_bytes()


def noon(day: date) -> datetime:
    """The one time of day that our mail knows."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def sender_domain() -> str:
    """The domain we write from."""
    return str(settings.MAIL_FROM).rpartition("@")[2].strip("<> ")
