"""X.509 certificates for mail: ours that signs, a provider's to which we seal, and why one is refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kindline.sealing.errors import BadKey
from kindline.sealing.hidden import Secret

MIN_BITS = 2048


class BadCertificate(BadKey):
    """Not a certificate that a mail can be sealed to; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Certificate:
    """One certificate as it was given: its bytes, its end and its fingerprint."""

    __slots__ = ("native",)

    def __init__(self, native: x509.Certificate) -> None:
        self.native = native

    @classmethod
    def from_pem(cls, text: str) -> Certificate:
        """The one certificate in this text; BadCertificate for none, several, or another thing."""
        try:
            (found,) = x509.load_pem_x509_certificates(text.encode())
        except ValueError:
            raise BadCertificate("not_one_certificate") from None
        return cls(found)

    def to_pem(self) -> str:
        return self.native.public_bytes(serialization.Encoding.PEM).decode("ascii")

    @property
    def der(self) -> bytes:
        return self.native.public_bytes(serialization.Encoding.DER)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    def fingerprint(self) -> str:
        """Sixteen groups to be read aloud."""
        text = self.sha256.upper()
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    @property
    def last_day(self) -> date:
        """The last whole day on which it may be used."""
        return (self.native.not_valid_after_utc - timedelta(days=1)).date()

    def mailboxes(self) -> frozenset[str]:
        """The mailboxes it stands for, in lower case."""
        names = [str(name.value) for name in self.native.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
        try:
            other = self.native.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            names += other.get_values_for_type(x509.RFC822Name)
        except x509.ExtensionNotFound:
            pass
        return frozenset(name.lower() for name in names)

    def __repr__(self) -> str:
        return f"<Certificate {self.sha256[:16]}>"


class MailKey(Secret):
    """A private key and its certificate: signs our mail, or opens a provider's in a rehearsal."""

    __slots__ = ("certificate", "native")

    def __init__(self, native: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, certificate: Certificate) -> None:
        self.native = native
        self.certificate = certificate

    @classmethod
    def from_pem(cls, key: str, certificate: str) -> MailKey:
        """BadKey when the two do not belong together, or the key is of no kind that signs here."""
        try:
            native = serialization.load_pem_private_key(key.encode(), password=None)
        except (ValueError, TypeError):
            raise BadKey("not a private key in PEM") from None
        found = Certificate.from_pem(certificate)
        if not isinstance(native, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise BadKey("mail is signed with RSA or ECDSA")
        if native.public_key() != found.native.public_key():
            raise BadKey("the certificate is of another key")
        return cls(native, found)

    def request(self, name: str, mailbox: str) -> str:
        """What a certification authority is asked with (PKCS #10, PEM)."""
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        mail = x509.SubjectAlternativeName([x509.RFC822Name(mailbox)])
        asked = x509.CertificateSigningRequestBuilder().subject_name(who).add_extension(mail, critical=False)
        return asked.sign(self.native, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode("ascii")

    def to_pem(self) -> str:
        """The secret itself."""
        return self.native.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii")


def self_signed(name: str, mailbox: str, *, first: date, days: int, receives: bool = False) -> MailKey:
    """A key with a certificate of its own making, until one of a certification authority takes its place.

    One that `receives` is RSA, for mail is sealed to RSA keys; one that signs is P-256.
    """
    native = rsa.generate_private_key(65537, 3072) if receives else ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.combine(first, time(), tzinfo=UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=receives, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(native.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(mailbox)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(native, hashes.SHA256())
    )
    return MailKey(native, Certificate(certificate))


def check_recipient(certificate: Certificate, *, mailbox: str, day: date) -> None:
    """BadCertificate when mail to `mailbox` may not be sealed to it on this day."""
    key = certificate.native.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < MIN_BITS:
        raise BadCertificate("key_not_rsa_2048")
    if not certificate.native.not_valid_before_utc.date() <= day <= certificate.last_day:
        raise BadCertificate("not_valid_today")
    if mailbox.lower() not in certificate.mailboxes():
        raise BadCertificate("another_mailbox")
    if not _may_receive(certificate.native):
        raise BadCertificate("not_for_mail")


def _may_receive(native: x509.Certificate) -> bool:
    """What its own extensions allow; one that says nothing allows all (RFC 8550 §4.4)."""
    for kind in (x509.KeyUsage, x509.ExtendedKeyUsage):
        try:
            value = native.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            continue
        if isinstance(value, x509.KeyUsage) and not value.key_encipherment:
            return False
        wanted = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
        if isinstance(value, x509.ExtendedKeyUsage) and not wanted & set(value):
            return False
    return True
