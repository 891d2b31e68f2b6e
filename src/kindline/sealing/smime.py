"""S/MIME 4.0 (RFC 8551): mail that is always signed, and sealed to its reader when it says more than that it waits."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from kindline.sealing.certificate import Certificate, MailKey
from kindline.sealing.cms import sealed_to, signature_over

MICALG = "sha-256"


def signed(entity: bytes, *, key: MailKey, at: datetime) -> bytes:
    """A multipart/signed entity (RFC 8551 §3.5.3). `entity` is a MIME entity with its own headers; CRLF is put in."""
    inner = canonical(entity)
    # The same entity gives the same boundary; one that it contains cannot be found.
    boundary = f"kindline-{hashlib.sha256(inner).hexdigest()[:32]}"
    head = (
        f'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        f' micalg={MICALG}; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\n"
    )
    tail = (
        f"\r\n--{boundary}\r\n"
        "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=smime.p7s\r\n\r\n"
    )
    signature = _base64(signature_over(inner, key=key, at=at))
    return head.encode() + inner + tail.encode() + signature + f"--{boundary}--\r\n".encode()


def sealed(entity: bytes, recipient: Certificate) -> bytes:
    """An application/pkcs7-mime entity that the recipient alone opens (RFC 8551 §3.3)."""
    head = (
        "Content-Type: application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=smime.p7m\r\n\r\n"
    )
    return head.encode() + _base64(sealed_to(canonical(entity), recipient))


def canonical(entity: bytes) -> bytes:
    """Lines ended by CRLF, as they travel: what is signed is what arrives (RFC 8551 §3.1.1)."""
    return b"\r\n".join(line.removesuffix(b"\r") for line in entity.split(b"\n"))


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
