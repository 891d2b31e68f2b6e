"""Every way in which sealed bytes can be refused; no message carries content or key material."""

from __future__ import annotations


class SealingError(Exception):
    """Root of all refusals of this floor."""


class BadKey(SealingError):
    """The text or bytes are not a key of the wanted kind."""


class BadCode(SealingError):
    """The text cannot be a code of ours, whatever the data store holds."""


class NotARecipient(SealingError):
    """The envelope or box was not sealed to this key."""


class UnexpectedRecipient(SealingError):
    """The envelope names a key that the reader's mandate does not know."""


class Tampered(SealingError):
    """Signature, tag, commitment, padding or layout do not agree."""


class UnknownSuite(SealingError):
    """Sealed with an algorithm suite or version that this release does not know."""


class TooLarge(SealingError):
    """Longer than the largest size class or limit."""


class DraftForged(SealingError):
    """The draft was not sealed by this installation, or was changed since."""


class DraftExpired(SealingError):
    """The draft is ours and unchanged, but older than the previous slot."""
