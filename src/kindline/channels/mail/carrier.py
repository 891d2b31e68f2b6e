"""Brings a letter to the mail server and keeps what the server said as proof."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from kindline.channels.mail.letter import read_letter
from kindline.channels.mail.message import compose
from kindline.channels.mail.smtp import hand_in, return_address
from kindline.kernel.outbox.channels import CARRY_SECONDS, Later, Never, Outgoing, Proof
from kindline.sealing.certificate import BadCertificate, MailKey
from kindline.sealing.errors import SealingError


def worker_opens(body: bytes) -> bytes:
    """Open a letter with the worker's key, which this process may or may not hold."""
    opened: bytes = import_module("kindline.kernel.vault").mail_body_open(body)
    return opened


def worker_signs() -> MailKey:
    """The key that signs our mail; a mail waits until there is one, for none leaves unsigned."""
    vault = import_module("kindline.kernel.vault")
    try:
        key: MailKey = vault.mail_key()
    except (vault.KeyMissing, SealingError):
        raise Later("no-signing-key", channel_down=True) from None
    return key


@dataclass(frozen=True)
class Mail:
    """The mail channel; `opener` unseals a body, `signer` gives the key that signs it."""

    opener: Callable[[bytes], bytes] = worker_opens
    signer: Callable[[], MailKey] = worker_signs
    seconds: float = CARRY_SECONDS

    def carry(self, parcel: Outgoing) -> Proof:
        letter = read_letter(self.opener(parcel.body))
        try:
            message = compose(letter, parcel=parcel.id, key=self.signer())
        except BadCertificate as refused:
            raise Never(f"certificate-{refused.code}") from None
        except ValueError:
            # Messages of the mail library quote the header.
            raise Never("malformed-letter") from None
        sender = return_address(letter.headers.get("Reply-To", ""))
        return hand_in(message, to=letter.to, sender=sender, seconds=self.seconds)
