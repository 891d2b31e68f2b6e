"""Envelopes that only a dishonest holder of the sealing process's own signing key could make."""

import secrets
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing import padding, suites
from kindline.sealing.envelope import NONCE, Envelope, Header, Purpose, _wrap_info
from kindline.sealing.keys import SigningPrivateKey
from tests.sealing.conftest import Parties


def two_faced(parties: Parties) -> Envelope:
    """Right in all but one thing: the header commits to another content key than the wraps carry."""
    cek, plaintext = secrets.token_bytes(32), b"what this reader is shown"
    header = Header.encode(
        envelope_id=UUID(int=1), purpose=Purpose.ADDRESS, report_id=UUID(int=2), ordinal=0, mandate_id="m",
        mandate_sha256=bytes(32), recipients=tuple(sorted(parties.mandated)), day=date(2026, 1, 1),
        size_class=padding.size_class(len(plaintext)), canon_version="1", commitment=bytes(32),
        sender=parties.site.key_id,
    )  # fmt: skip
    keys = {key.key_id: key.public() for key in (parties.duty, parties.reserve)}
    wraps = {
        key_id: suites.hpke_seal(cek, recipient=keys[key_id], info=_wrap_info(header.raw, key_id))
        for key_id in header.recipients
    }
    ciphertext = AESGCM(cek).encrypt(NONCE, padding.pad(plaintext), header.raw)
    return resigned(Envelope(header.raw, wraps, ciphertext, b""), signer=parties.site)


def resigned(envelope: Envelope, *, signer: SigningPrivateKey) -> Envelope:
    """The same parts under a fresh and valid signature."""
    bare = Envelope(envelope.header_bytes, envelope.wraps, envelope.ciphertext, b"")
    return Envelope(bare.header_bytes, bare.wraps, bare.ciphertext, signer.sign(bare.hash))
