"""Key pairs, their short ids, fingerprints and one-line text form; nothing secret ever shows in a repr.

A fingerprint is SHA-256(public text prefix ‖ raw public key); the key id is its kind and first 64 bits.
The prefix keeps a sealing key and a signing key of equal bytes apart.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar, NewType, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kindline.sealing.errors import BadKey
from kindline.sealing.hidden import KEY_BYTES, Secret, SecretBytes, armoured, dearmoured

__all__ = [
    "BadKey",
    "KeyId",
    "SealingPrivateKey",
    "SealingPublicKey",
    "SecretBytes",
    "SigningPrivateKey",
    "VerifyKey",
    "fingerprint",
    "key_id_from_bytes",
    "key_id_to_bytes",
]

KeyId = NewType("KeyId", str)
"""`x25519-` or `ed25519-` and sixteen lower-case hex digits."""


def key_id_from_bytes(kind: str, short: bytes) -> KeyId:
    """The text form of the eight bytes that headers carry."""
    return KeyId(f"{kind}-{short.hex()}")


def key_id_to_bytes(key_id: KeyId) -> bytes:
    """The eight bytes that headers carry for this id."""
    return bytes.fromhex(key_id.rpartition("-")[2])


class _PublicKey:
    """A public key is its 32 bytes; equality, hash and id follow from them."""

    KIND: ClassVar[str]
    PREFIX: ClassVar[str]
    __slots__ = ("key_id", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = _checked(raw)
        self.key_id = key_id_from_bytes(self.KIND, self.digest()[:8])

    def digest(self) -> bytes:
        """The full fingerprint as bytes."""
        return hashlib.sha256(self.PREFIX.encode("ascii") + self.raw).digest()

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(dearmoured(cls.PREFIX, text))

    def to_text(self) -> str:
        return armoured(self.PREFIX, self.raw)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash((self.KIND, self.raw))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key_id}>"


class _PrivateKey(Secret):
    """The secret half of a pair: 32 random bytes."""

    PREFIX: ClassVar[str]
    __slots__ = ("native",)
    native: X25519PrivateKey | Ed25519PrivateKey

    def __init__(self, raw: bytes) -> None:
        raise NotImplementedError

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(dearmoured(cls.PREFIX, text))

    def to_text(self) -> str:
        """One line for a key file: this is the secret itself."""
        return armoured(self.PREFIX, self.native.private_bytes_raw())


class SealingPublicKey(_PublicKey):
    """An X25519 key to which anyone may seal."""

    KIND = "x25519"
    PREFIX = "kindline-x25519-pub:"
    __slots__ = ("native",)

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.native = X25519PublicKey.from_public_bytes(self.raw)


class SealingPrivateKey(_PrivateKey):
    """The X25519 key that opens what was sealed to its public half."""

    PREFIX = "kindline-x25519-secret:"
    __slots__ = ("_public",)
    native: X25519PrivateKey

    def __init__(self, raw: bytes) -> None:
        self.native = X25519PrivateKey.from_private_bytes(_checked(raw))
        self._public = SealingPublicKey(self.native.public_key().public_bytes_raw())

    def public(self) -> SealingPublicKey:
        return self._public

    @property
    def key_id(self) -> KeyId:
        return self._public.key_id


class VerifyKey(_PublicKey):
    """An Ed25519 key that recognises its owner's signatures."""

    KIND = "ed25519"
    PREFIX = "kindline-ed25519-pub:"
    __slots__ = ("native",)

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.native = Ed25519PublicKey.from_public_bytes(self.raw)

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """True when `signature` over `message` is by the owner of this key."""
        try:
            self.native.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SigningPrivateKey(_PrivateKey):
    """The Ed25519 key with which its owner signs."""

    PREFIX = "kindline-ed25519-secret:"
    __slots__ = ("_public",)
    native: Ed25519PrivateKey

    def __init__(self, raw: bytes) -> None:
        self.native = Ed25519PrivateKey.from_private_bytes(_checked(raw))
        self._public = VerifyKey(self.native.public_key().public_bytes_raw())

    def public(self) -> VerifyKey:
        return self._public

    @property
    def key_id(self) -> KeyId:
        return self._public.key_id

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over `message`."""
        return self.native.sign(message)


def fingerprint(key: SealingPublicKey | VerifyKey) -> str:
    """All 256 bits as sixteen groups to be read aloud; the first four groups are the key id."""
    text = key.digest().hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _checked(raw: bytes) -> bytes:
    if len(raw) != KEY_BYTES:
        raise BadKey("a key has 32 bytes")
    return bytes(raw)
