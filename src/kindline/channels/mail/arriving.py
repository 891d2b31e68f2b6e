"""The door for mail that comes in: LMTP or SMTP, on loopback, for the organisation's own mail server.

A recipient nobody expects is refused before a word of the mail is read. What is taken is bounded and handed on; no
line of it is logged.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.db import close_old_connections

from kindline.channels.mail.message import sender_domain
from kindline.channels.mail.reading import read
from kindline.channels.mail.returning import token_in
from kindline.kernel.outbox.arrivals import Full, receiver_of

LARGEST = 512 * 1024
SILENCE_SECONDS = 60
Found = TypeVar("Found")
log = logging.getLogger("kindline.mail")


class Door(SMTP):
    """Greets mail servers that speak LMTP (RFC 2033) as well as those that speak SMTP."""

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:
        await self.smtp_EHLO(hostname)


class Mailroom:
    """Takes one mail for one expected recipient at a time; its own thread asks the database."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mailroom")

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _more: Any) -> str:
        if envelope.rcpt_tos:
            # One answer a mail also in LMTP, which wants one a recipient: the sender's server brings the next apart.
            return "452 4.5.3 one recipient at a time"
        token = token_in(to)
        expected = await self._do(lambda: bool(token) and receiver_of(token) is not None)
        if expected is None:
            return "451 4.3.0 try again later"
        if not expected:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(to)
        return "250 2.1.5 expected"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        token, raw, sender = token_in(envelope.rcpt_tos[0]), envelope.original_content, envelope.mail_from or ""
        taken = await self._do(lambda: _take(token, raw or b"", sender))
        return taken or "451 4.3.0 try again later"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a conversation failed with %s", type(error).__name__)
        return "451 4.3.0 try again later"

    async def _do(self, act: Callable[[], Found]) -> Found | None:
        """Act in the thread that owns the database connection; None when it failed, said by type and place only."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hands, act)
        except Exception:
            log.exception("mail")
            self._hands.submit(close_old_connections)
            return None


def _take(token: str, raw: bytes, sender: str) -> str:
    receiver = receiver_of(token)
    if receiver is None:
        return "550 5.1.1 no such mailbox"
    try:
        receiver.take(token, read(raw, sender=sender))
    except Full:
        return "452 4.2.2 enough is kept already"
    return "250 2.0.0 kept"


class Listening(Controller):
    """The door in a thread of its own."""

    def factory(self) -> SMTP:
        # Naming ourselves spares a look-up of this machine's name.
        return Door(
            self.handler, data_size_limit=LARGEST, hostname=sender_domain(), ident="kindline", timeout=SILENCE_SECONDS
        )


def listen(host: str, port: int) -> Listening:
    """Open the door; the caller stops it."""
    door = Listening(Mailroom(), hostname=host, port=port, ready_timeout=10)
    door.start()
    return door
