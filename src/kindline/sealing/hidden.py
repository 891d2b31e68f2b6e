"""Secret things and their one-line text: shown by nothing, pickled by nothing, compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import ClassVar, NoReturn, Self

from kindline.sealing.errors import BadKey

KEY_BYTES = 32


def armoured(prefix: str, raw: bytes) -> str:
    """One line: what it is, then base64."""
    return prefix + base64.b64encode(raw).decode("ascii")


def dearmoured(prefix: str, text: str) -> bytes:
    """The 32 bytes of a line that `armoured` wrote; BadKey never quotes what it was given."""
    body = text.strip()
    if not body.startswith(prefix):
        raise BadKey(f"expected a line beginning with {prefix}")
    try:
        raw = base64.b64decode(body[len(prefix) :], validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("the key is not base64") from None
    if len(raw) != KEY_BYTES:
        raise BadKey("the key has the wrong length")
    return raw


class Secret:
    """Shared manners: no repr, no pickle, no hash."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} hidden>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled")


class SecretBytes(Secret):
    """Symmetric key material; `reveal()` is the only way out."""

    __slots__ = ("_raw",)
    PREFIX: ClassVar[str] = "kindline-symmetric-secret:"

    def __init__(self, raw: bytes) -> None:
        self._raw = bytes(raw)

    @classmethod
    def random(cls, length: int = KEY_BYTES) -> Self:
        return cls(secrets.token_bytes(length))

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(dearmoured(cls.PREFIX, text))

    def to_text(self) -> str:
        """One line for a key file; only 32-byte keys can be read back."""
        return armoured(self.PREFIX, self._raw)

    def reveal(self) -> bytes:
        return self._raw

    def __len__(self) -> int:
        return len(self._raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretBytes) and hmac.compare_digest(self._raw, other._raw)
