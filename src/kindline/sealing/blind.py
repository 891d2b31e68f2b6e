"""The blind index: equal addresses get equal tags, and without the index key a tag says nothing."""

from __future__ import annotations

import hmac

from kindline.sealing.derive import joined
from kindline.sealing.keys import SecretBytes

LABEL = b"kindline/blind/1"
SHARED = b"kindline/shared/1"


def tag(key: SecretBytes, *, epoch: str, canon_version: str, address_key: bytes) -> bytes:
    """32 bytes, HMAC-SHA256 over label, epoch, version of the canonical form and the hash of the address.

    Never truncated; tags of different epochs or versions never meet.
    """
    if len(key) < 32:
        raise ValueError("the index key has at least 32 bytes")
    message = joined(LABEL, epoch.encode("utf-8"), canon_version.encode("utf-8"), address_key)
    return hmac.digest(key.reveal(), message, "sha256")


def shared_tag(key: SecretBytes, *, partner: str, canon_version: str, address_key: bytes) -> bytes:
    """32 bytes under a key that one partner and we hold: equal addresses meet between us two and with nobody else.

    What two partners were given cannot be compared, even by the two together.
    """
    if len(key) < 32:
        raise ValueError("a shared key has at least 32 bytes")
    message = joined(SHARED, partner.encode("utf-8"), canon_version.encode("utf-8"), address_key)
    return hmac.digest(key.reveal(), message, "sha256")
