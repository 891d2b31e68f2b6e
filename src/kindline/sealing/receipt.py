"""The reporter's receipt code: 28 characters, of which eight find the report and twenty prove possession.

Stored are locator, salt and verifier; none of them yields the secret (100 bits). HKDF rather than a slow hash: 100
random bits need no stretching, and a slow hash here would be a free denial of service.
"""

from __future__ import annotations

import hmac

from kindline.sealing import codes
from kindline.sealing.derive import hkdf, joined
from kindline.sealing.errors import BadCode
from kindline.sealing.hidden import Secret
from kindline.sealing.keys import SealingPrivateKey

__all__ = ["BadCode", "ReceiptCode", "check", "check_absent", "from_draft", "mailbox_key", "parse", "verifier"]

LOCATOR_CHARS = 8
CODE_CHARS = 28
MIN_NONCE = 16
MIN_SALT = 16


class ReceiptCode(Secret):
    """A whole code; only `locator` may be stored, only `display()` shows it."""

    __slots__ = ("_code",)

    def __init__(self, code: str) -> None:
        self._code = codes.tidy(code, length=CODE_CHARS)

    @property
    def locator(self) -> str:
        """40 bits; two reports may share one by chance, so look up all and check each verifier."""
        return self._code[:LOCATOR_CHARS]

    @property
    def secret(self) -> bytes:
        return self._code[LOCATOR_CHARS:].encode("ascii")

    def display(self) -> str:
        """Seven groups of four, for the reporter's eyes."""
        return codes.grouped(self._code)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ReceiptCode):
            return False
        return hmac.compare_digest(self._code.encode("ascii"), other._code.encode("ascii"))


def from_draft(nonce: bytes, content_digest: bytes) -> ReceiptCode:
    """The same draft always gives the same code; `nonce` is secret, random and at least 16 bytes."""
    if len(nonce) < MIN_NONCE:
        raise ValueError(f"the nonce has at least {MIN_NONCE} bytes")
    derived = hkdf(nonce, info=joined(b"kindline/receipt/1", content_digest), length=18)
    return ReceiptCode(codes.encode(int.from_bytes(derived, "big") >> 4, length=CODE_CHARS))


def parse(text: str) -> ReceiptCode:
    """Read a code as people write it; BadCode if it cannot be one."""
    return ReceiptCode(text)


def verifier(code: ReceiptCode, salt: bytes) -> bytes:
    """32 bytes to store in place of the secret."""
    return hkdf(code.secret, salt=_checked(salt), info=b"verify")


def check(code: ReceiptCode, salt: bytes, verifier: bytes) -> bool:
    """True for the code from which `verifier` was made, in constant time."""
    return hmac.compare_digest(hkdf(code.secret, salt=_checked(salt), info=b"verify"), verifier)


def check_absent(code: ReceiptCode) -> bool:
    """Do the work of `check` for a locator that is not stored, and answer False: time must not tell."""
    return check(code, bytes(MIN_SALT), bytes(32)) and False


def mailbox_key(code: ReceiptCode, salt: bytes) -> SealingPrivateKey:
    """The reporter's mailbox key, held by nobody: derived anew whenever the code is presented."""
    return SealingPrivateKey(hkdf(code.secret, salt=_checked(salt), info=b"mailbox"))


def _checked(salt: bytes) -> bytes:
    if len(salt) < MIN_SALT:
        raise ValueError(f"the salt has at least {MIN_SALT} bytes")
    return salt
