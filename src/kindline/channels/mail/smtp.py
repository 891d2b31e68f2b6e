"""The conversation with the mail server (RFC 5321): its codes decide between later and never."""

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from kindline.channels.mail.message import sender_domain
from kindline.kernel.outbox.channels import Later, Never, Proof
from kindline.kernel.outbox.plain_talk import may_talk_plainly
from kindline.kernel.outbox.time_limit import time_limit

IMPLICIT_TLS_PORT = 465


def hand_in(message: bytes, *, to: str, sender: str, seconds: float) -> Proof:
    """Give one message for one mailbox to the mail server; its answer, hashed, is the proof. Bounces go to `sender`."""
    smtp = _client()
    with time_limit(seconds, lambda: _cut(smtp)):
        try:
            _greet(smtp)
            with _words_as_codes():
                return _transact(smtp, message, to=to, sender=sender)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()


def _client() -> smtplib.SMTP:
    # Naming ourselves spares a look-up of this machine's name, which would also tell it to the receiver.
    name, timeout = sender_domain(), settings.EMAIL_TIMEOUT
    if settings.EMAIL_PORT == IMPLICIT_TLS_PORT:
        return smtplib.SMTP_SSL(local_hostname=name, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(local_hostname=name, timeout=timeout)


def _greet(smtp: smtplib.SMTP) -> None:
    """Reach the server, with TLS unless it is this machine in a demonstration. A failure here is no letter's fault."""
    host = settings.EMAIL_HOST
    try:
        # smtplib takes the name to check the certificate against from its constructor only.
        smtp._host = host  # type: ignore[attr-defined]
        code, _ = smtp.connect(host, settings.EMAIL_PORT)
        if code != 220:
            raise Later(f"smtp-{code}", channel_down=True)
        smtp.ehlo_or_helo_if_needed()
        if not may_talk_plainly(host) and not isinstance(smtp, smtplib.SMTP_SSL):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except smtplib.SMTPNotSupportedError:
        raise Later("tls-missing", channel_down=True) from None
    except ssl.SSLError:
        raise Later("tls-failed", channel_down=True) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"unreachable:{type(error).__name__}", channel_down=True) from None


def _transact(smtp: smtplib.SMTP, message: bytes, *, to: str, sender: str) -> Proof:
    code, _ = smtp.mail(sender)
    if code != 250:
        # Our own sender is refused: a fault of ours, not of this letter, so no letter dies of it.
        raise Later(f"smtp-sender-{code}", channel_down=True)
    code, _ = smtp.rcpt(to)
    _accepted(code, among=(250, 251))
    code, answer = smtp.data(message)
    _accepted(code, among=(250,))
    return Proof({"smtp": code, "answer_sha256": hashlib.sha256(answer).hexdigest()})


def sender_address() -> str:
    """The bare mailbox we write from."""
    return str(settings.MAIL_FROM).rpartition("<")[2].rstrip("> ")


def return_address(reply_to: str) -> str:
    """Where a mail server sends the letter back: to its own plus-address, which ties a bounce to it (RFC 3464)."""
    return reply_to if reply_to.endswith(f"@{sender_domain()}") else sender_address()


def _accepted(code: int, *, among: tuple[int, ...]) -> None:
    if code in among:
        return
    if 500 <= code < 600:
        raise Never(f"smtp-{code}")
    raise Later(f"smtp-{code}")


@contextmanager
def _words_as_codes() -> Iterator[None]:
    """Turn the library's exceptions, which quote servers and mailboxes, into codes."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        _accepted(error.smtp_code, among=())
    except UnicodeEncodeError:
        raise Never("mailbox-not-ascii") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"cut-off:{type(error).__name__}") from None


def _cut(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        with suppress(OSError):
            # Past the TLS layer, which would wait for the other side to say goodbye.
            socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)
