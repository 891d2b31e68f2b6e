"""The builder's signature over a pack's manifest; the manifest's hashes carry it to every table."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kindline.provenance.pack.manifest import NAME, read_manifest
from kindline.sealing.answer import sign_document, verify_document
from kindline.sealing.keys import KeyId, SigningPrivateKey, VerifyKey

SIGNATURE = "manifest.sig"
CONTEXT = "pack"
DEMONSTRATION_SERIES = "demonstration"


class NotSigned(ValueError):
    """No signature over this manifest by a key that is pinned here."""


def demonstration_key() -> SigningPrivateKey:
    """The key everybody has: it shows that a demonstration pack is whole, and nothing about who built it."""
    return SigningPrivateKey(hashlib.sha256(b"kindline: the demonstration pack's key, which everybody has").digest())


def sign_manifest(manifest: bytes, *, key: SigningPrivateKey) -> bytes:
    return sign_document(_payload(manifest), key=key, context=CONTEXT)


def signer_of(folder: Path, *, keys: Iterable[VerifyKey]) -> KeyId:
    """Who of the pinned builders signed the pack. NotSigned otherwise; Tampered when the signature does not hold."""
    pinned = {key.key_id: key for key in keys}
    manifest = (folder / NAME).read_bytes()
    series = read_manifest(manifest).series
    if series == DEMONSTRATION_SERIES:
        pinned[demonstration_key().key_id] = demonstration_key().public()
    if not (folder / SIGNATURE).exists():
        raise NotSigned("the pack carries no signature")
    verified = verify_document((folder / SIGNATURE).read_bytes(), keys=pinned, context=CONTEXT)
    if verified.payload != _payload(manifest):
        raise NotSigned("the signature is another pack's")
    return verified.signer_key_id


def is_demonstration_key(signer: KeyId) -> bool:
    return signer == demonstration_key().key_id


def pinned_builders(keys: Path) -> list[VerifyKey]:
    """The builders this installation trusts: `public/pack-*.pub` in its key folder."""
    return [VerifyKey.from_text(path.read_text().strip()) for path in sorted((keys / "public").glob("pack-*.pub"))]


def _payload(manifest: bytes) -> dict[str, str]:
    return {"pack_id": read_manifest(manifest).pack_id, "manifest_sha256": hashlib.sha256(manifest).hexdigest()}
