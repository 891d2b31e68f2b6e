"""Brings a letter to the mail server and keeps what the server said as proof."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from kindline.channels.mail.letter import read_letter
from kindline.channels.mail.message import compose
from kindline.channels.mail.smtp import hand_in
from kindline.kernel.outbox.channels import CARRY_SECONDS, Never, Outgoing, Proof


def worker_opens(body: bytes) -> bytes:
    """Open a letter with the worker's key, which this process may or may not hold."""
    opened: bytes = import_module("kindline.kernel.vault").mail_body_open(body)
    return opened


@dataclass(frozen=True)
class Mail:
    """The mail channel; `opener` unseals a body."""

    opener: Callable[[bytes], bytes] = worker_opens
    seconds: float = CARRY_SECONDS

    def carry(self, parcel: Outgoing) -> Proof:
        letter = read_letter(self.opener(parcel.body))
        try:
            message = compose(letter, parcel=parcel.id)
        except ValueError:
            # Messages of the mail library quote the header.
            raise Never("malformed-letter") from None
        return hand_in(message, to=letter.to, seconds=self.seconds)
