"""Brings a letter to the mail server and keeps what the server said as proof."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from kindline.channels.mail.letter import Letter, read_letter
from kindline.channels.mail.message import compose
from kindline.channels.mail.smtp import hand_in, return_address
from kindline.kernel.outbox.channels import CARRY_SECONDS, Later, Never, Outgoing, Proof
from kindline.sealing.certificate import BadCertificate, MailKey
from kindline.sealing.erasable import KeyGone
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
        try:
            letter = read_letter(self.opener(parcel.body))
        except KeyGone:
            raise Never("erased") from None
        try:
            message = self._compose(letter, parcel=parcel.id)
        except ValueError:
            # Messages of the mail library quote the header.
            raise Never("malformed-letter") from None
        sender = return_address(letter.headers.get("Reply-To", ""))
        return hand_in(message, to=letter.to, sender=sender, seconds=self.seconds)

    def _compose(self, letter: Letter, *, parcel: UUID) -> bytes:
        """Sealed where that can be done today; else what the letter says in clear, which never says more than that."""
        key = self.signer()
        try:
            return compose(letter, parcel=parcel, key=key)
        except BadCertificate:
            return compose(letter.in_clear(), parcel=parcel, key=key)
