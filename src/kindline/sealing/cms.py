"""Cryptographic Message Syntax: a detached signature (RFC 5652 §5) and a sealed content (RFC 5083, AES-256-GCM).

`cryptography` writes SignedData with the machine's clock in it and no authenticated encryption at all, so these two
structures are written here; openssl reads both in the tests. The time of a signature is the caller's: a day.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kindline.sealing.certificate import BadCertificate, Certificate, MailKey
from kindline.sealing.der import integer, null, octets, oid, sequence, set_of, tlv, utc_time

DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
AUTH_ENVELOPED_DATA = oid("1.2.840.113549.1.9.16.1.23")
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (oid(f"1.2.840.113549.1.9.{n}") for n in (3, 4, 5))
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
RSA_SHA256 = sequence(oid("1.2.840.113549.1.1.11"), null())
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
AES256_GCM = oid("2.16.840.1.101.3.4.1.46")
MGF1 = sequence(oid("1.2.840.113549.1.1.8"), SHA256)
# RSAES-OAEP with SHA-256 for both hashes (RFC 4055 §4.1).
OAEP = sequence(oid("1.2.840.113549.1.1.7"), sequence(tlv(0xA0, SHA256), tlv(0xA1, MGF1)))
TAG_BYTES, NONCE_BYTES = 16, 12


def signature_over(content: bytes, *, key: MailKey, at: datetime) -> bytes:
    """SignedData in DER, detached: the content travels beside it. `at` stands in it as the time of signing."""
    attributes = [
        sequence(CONTENT_TYPE, set_of(DATA)),
        sequence(MESSAGE_DIGEST, set_of(octets(hashlib.sha256(content).digest()))),
        sequence(SIGNING_TIME, set_of(utc_time(at))),
    ]
    # Signed as a SET, sent as [0]: RFC 5652 §5.4.
    algorithm, signature = _sign(key, set_of(*attributes))
    signer = sequence(
        integer(1),
        _issuer_and_serial(key.certificate),
        SHA256,
        set_of(*attributes, tag=0xA0),
        algorithm,
        octets(signature),
    )
    return sequence(
        SIGNED_DATA,
        tlv(
            0xA0,
            sequence(
                integer(1), set_of(SHA256), sequence(DATA), tlv(0xA0, key.certificate.der), set_of(signer)
            ),
        ),
    )  # fmt: skip


def sealed_to(content: bytes, recipient: Certificate) -> bytes:
    """AuthEnvelopedData in DER: a fresh key for AES-256-GCM, wrapped for the recipient alone."""
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, content, None)
    public = recipient.native.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise BadCertificate("key_not_rsa_2048")
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    wrapped = sequence(integer(0), _issuer_and_serial(recipient), OAEP, octets(public.encrypt(key, oaep)))
    algorithm = sequence(AES256_GCM, sequence(octets(nonce), integer(TAG_BYTES)))
    inner = sequence(DATA, algorithm, octets(body[:-TAG_BYTES], tag=0x80))
    return sequence(
        AUTH_ENVELOPED_DATA,
        tlv(0xA0, sequence(integer(0), set_of(wrapped), inner, octets(body[-TAG_BYTES:]))),
    )


def _sign(key: MailKey, message: bytes) -> tuple[bytes, bytes]:
    if isinstance(key.native, ec.EllipticCurvePrivateKey):
        return ECDSA_SHA256, key.native.sign(message, ec.ECDSA(hashes.SHA256()))
    return RSA_SHA256, key.native.sign(message, padding.PKCS1v15(), hashes.SHA256())


def _issuer_and_serial(certificate: Certificate) -> bytes:
    issuer: x509.Name = certificate.native.issuer
    return sequence(issuer.public_bytes(), integer(certificate.native.serial_number))
