"""TLS is required wherever the mail server is not this machine in a demonstration or a test."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kindline.channels.mail.carrier import Mail
from kindline.kernel.outbox.channels import Later
from tests.channels.mail_server import MailServer, listening, signs
from tests.channels.test_mail import LETTER, identity


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that nobody trusts yet, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.datetime.now(datetime.UTC)
    san = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(san, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path / "mail.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(signed.public_bytes(pem) + private)
    return path


@pytest.fixture
def tls_server(settings, certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = MailServer()
    with listening(server, tls_context=context, require_starttls=True) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.PLACE = "server"
        yield server


def test_a_server_we_can_trust_gets_the_letter_over_tls(tls_server, certificate, outgoing, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert Mail(opener=identity, signer=signs).carry(outgoing(LETTER)).facts["smtp"] == 250
    assert len(tls_server.arrived) == 1


def test_a_certificate_nobody_vouches_for_gets_nothing(tls_server, outgoing):
    with pytest.raises(Later, match="tls-failed"):
        Mail(opener=identity, signer=signs).carry(outgoing(LETTER))
    assert tls_server.arrived == []


def test_a_server_without_tls_gets_nothing_outside_demo_and_testing(mail_server, settings, outgoing):
    settings.PLACE = "server"
    with pytest.raises(Later, match="tls-missing") as refusal:
        Mail(opener=identity, signer=signs).carry(outgoing(LETTER))
    assert refusal.value.channel_down
    assert mail_server.arrived == []
