"""Algorithm suites by number. One envelope or box uses one suite; a hybrid one gets its own number, never mixed in.

HPKE here is RFC 9180 base mode, one-shot, empty AAD. `cryptography` returns enc ‖ ct: for suite 1 the 32-byte
ephemeral public key, then the ciphertext with its 16-byte tag, so output is 48 bytes longer than input.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey

X25519_HKDF_SHA256_AES_256_GCM = 1
HPKE_OVERHEAD = 48

_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def hpke_seal(plaintext: bytes, *, recipient: SealingPublicKey, info: bytes) -> bytes:
    """enc ‖ ct, readable by `recipient` only and only under the same `info`."""
    return _HPKE.encrypt(plaintext, recipient.native, info=info)


def hpke_open(sealed: bytes, *, key: SealingPrivateKey, info: bytes) -> bytes:
    """The plaintext; Tampered for another key, another `info` or any changed byte."""
    try:
        return _HPKE.decrypt(sealed, key.native, info=info)
    except (InvalidTag, ValueError):
        raise Tampered("HPKE refuses") from None
