"""A real mail server on loopback that can be questioned, and that can misbehave."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kindline.sealing.certificate import MailKey, self_signed
from tests.channels.silent_server import closed_port


@cache
def signs() -> MailKey:
    """A key that signs the mail of a test without an installation."""
    day = datetime.now(UTC).date() - timedelta(days=1)
    return self_signed("Hotline (test)", "notices@hotline.example", first=day, days=30)


class MailServer:
    """Keeps what arrived; `answers` maps a step (RCPT or DATA) to the reply it gives instead."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: Any) -> str:
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = sender
        self.senders.append(sender)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.arrived += [(to, envelope.content) for to in envelope.rcpt_tos]
        return "250 queued as 4711"


@contextmanager
def listening(server: MailServer, **options: Any) -> Iterator[int]:
    """The port at which the server is reached."""
    controller = Controller(server, hostname="127.0.0.1", port=closed_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
