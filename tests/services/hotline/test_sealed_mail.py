"""A notice by sealed mail: only to a certificate whose reader proved itself, and back to pick-up when it ends."""

import email
import json
import re
import shutil
import subprocess
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pyotp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kindline.channels.mail.carrier import Mail
from kindline.kernel import clock, vault
from kindline.kernel.directory import certificates
from kindline.kernel.directory.models import Provider
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox.channels import Never, Outgoing
from kindline.kernel.outbox.models import Parcel
from kindline.sealing.certificate import BadCertificate, MailKey, self_signed
from kindline.sealing.errors import BadKey
from kindline.services.hotline import key_alarms, pickup, sealed_mail
from kindline.services.hotline.models import Address, Notice, Task
from tests.channels.mail_server import MailServer, listening
from tests.services.hotline.conftest import Play

pytestmark = [
    pytest.mark.django_db(databases=["core", "intake"], transaction=True),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine"),
]
REPORTED = "https://album.test/a;b?c=1"


@pytest.fixture
def mail_server(settings: Any) -> Any:
    server = MailServer()
    with listening(server) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server


class Reader:
    """A provider's mail program with its own key."""

    def __init__(self, provider: Provider, folder: Path, *, days: int = 300) -> None:
        first = clock.today() - timedelta(days=1)
        self.key = self_signed("Abuse desk", provider.mailbox, first=first, days=days, receives=True)
        self.folder = folder

    @property
    def pem(self) -> str:
        return self.key.certificate.to_pem()

    def read(self, content: bytes) -> Any:
        """Decrypt and check with openssl, as this reader would."""
        for name, data in (("in.eml", content), ("key", self.key.to_pem().encode()), ("pem", self.pem.encode())):
            (self.folder / name).write_bytes(data)
        (self.folder / "ours").write_text(vault.mail_certificate().to_pem())
        self._cms("-decrypt", "-in", "in.eml", "-recip", "pem", "-inkey", "key", "-out", "signed.eml")
        self._cms("-verify", "-in", "signed.eml", "-CAfile", "ours", "-out", "said.eml")
        return email.message_from_bytes((self.folder / "said.eml").read_bytes(), policy=default)

    def _cms(self, *arguments: str) -> None:
        subprocess.run(["openssl", "cms", *arguments], cwd=self.folder, check=True, capture_output=True)


def carried(kind: str, server: MailServer) -> bytes:
    """The newest mail of this kind, as the mail server got it."""
    row = Parcel.objects.filter(kind=kind).latest("created_at")
    parcel = Outgoing(row.pk, row.kind, row.subject, row.recipient, 1, bytes(row.sealed_body))
    Mail().carry(parcel)
    return server.arrived[-1][1]


def word_in(message: Any) -> str:
    return re.findall(r"^[0-9A-Z]{4}-[0-9A-Z]{4}\r?$", message.get_body().get_content(), re.M)[0].strip()


@pytest.fixture
def secret(play: Play) -> str:
    play.routed(REPORTED, "https://album.test/second")
    return play.confirm("klaproos")


@pytest.fixture
def reader(secret: str, mail_server: MailServer, tmp_path: Path) -> Reader:
    """A provider whose certificate is known: its reader read the word to us."""
    made = Reader(Provider.objects.get(), tmp_path)
    row = sealed_mail.try_certificate(Provider.objects.get(), pem=made.pem, by="user:1")
    sealed_mail.know_certificate(row, word=word_in(made.read(carried("rehearsal", mail_server))), by="user:1")
    return made


def test_a_provider_whose_certificate_is_known_gets_the_whole_notice_sealed(
    play: Play, secret: str, reader: Reader, mail_server: MailServer
) -> None:
    play.later(minutes=20)
    content = carried("notice", mail_server)
    # With its dot: five letters alone come up in base64 by chance, and did.
    assert b"album." not in content and b".pdf" not in content
    said = reader.read(content)
    text, notice = said.get_body().get_content(), Notice.objects.get()
    assert REPORTED in text and "https://album.test/second" in text
    files = {part.get_filename(): part.get_content() for part in said.iter_attachments()}
    assert files[f"{notice.number}.pdf"].startswith(b"%PDF")
    assert json.loads(files[f"{notice.number}-1.xarf.json"])["classification"] == "baseline"
    code = re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", text)[0]
    factor = pyotp.TOTP(secret).at(clock.now())
    assert len(pickup.open_notice(notice.number, code=code, factor=factor).lines) == 2


def test_a_sealed_mail_that_waits_is_erased_with_its_address(
    play: Play, reader: Reader, mail_server: MailServer
) -> None:
    play.later(minutes=20)
    before = len(mail_server.arrived)
    assert erasable.destroy([Address.objects.first().pk]) is not None
    with pytest.raises(Never, match="erased"):
        carried("notice", mail_server)
    assert len(mail_server.arrived) == before


def test_the_other_mails_stay_in_clear_and_say_nothing(play: Play, reader: Reader, mail_server: MailServer) -> None:
    play.later(minutes=20)
    play.later(hours=25)
    said = email.message_from_bytes(carried("reminder", mail_server), policy=default)
    assert said.get_content_type() == "multipart/signed"
    assert "album" not in said.get_body().get_content()


def test_another_word_makes_no_certificate_known(play: Play, secret: str, tmp_path: Path) -> None:
    provider = Provider.objects.get()
    row = sealed_mail.try_certificate(provider, pem=Reader(provider, tmp_path).pem, by="user:1")
    with pytest.raises(certificates.WrongWord):
        sealed_mail.know_certificate(row, word="0000-0000", by="user:1")
    assert certificates.known(provider) is None
    play.later(minutes=20)
    assert "seal_to" not in play.mails("notice")[0]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: "nothing", "not_one_certificate"),
        (lambda: mail_key(receives=False).certificate.to_pem(), "key_not_rsa_2048"),
        (lambda: mail_key(mailbox="abuse@another.example").certificate.to_pem(), "another_mailbox"),
        (lambda: mail_key(days=1).certificate.to_pem(), "not_valid_today"),
        (lambda: mail_key().certificate.to_pem() * 2, "not_one_certificate"),
    ],
)
def test_an_unfit_certificate_is_refused_with_its_reason(secret: str, made: Any, why: str) -> None:
    with pytest.raises(BadCertificate) as refusal:
        sealed_mail.try_certificate(Provider.objects.get(), pem=made(), by="user:1")
    assert refusal.value.code == why and not Parcel.objects.filter(kind="rehearsal").exists()


def mail_key(*, mailbox: str = "", days: int = 300, receives: bool = True) -> MailKey:
    first = clock.today() - timedelta(days=1)
    return self_signed("x", mailbox or Provider.objects.get().mailbox, first=first, days=days, receives=receives)


def test_an_ended_certificate_falls_back_to_pick_up_and_a_task(play: Play, reader: Reader) -> None:
    clock.move(timedelta(days=400))
    play.judge()
    play.later(minutes=20)
    (mail,) = play.mails("notice")
    assert "seal_to" not in mail and "album" not in mail["text"]
    assert Task.objects.get(kind="certificate", done_at=None).facts["why"] == "not_valid_today"


def test_a_mailbox_that_changed_is_not_the_one_the_certificate_is_for(play: Play, reader: Reader) -> None:
    Provider.objects.update(mailbox="new-desk@klaproos.example")
    play.later(minutes=20)
    assert "seal_to" not in play.mails("notice")[0]
    assert Task.objects.get(kind="certificate", done_at=None).facts["why"] == "another_mailbox"


def test_a_certificate_that_ends_soon_is_told_of_in_time(play: Play, reader: Reader) -> None:
    assert sealed_mail.warn_of_ending_certificates() == 0
    clock.move(timedelta(days=275))
    assert sealed_mail.warn_of_ending_certificates() == 1
    assert Task.objects.filter(kind="certificate", done_at=None).count() == 1


def test_our_own_certificate_that_ends_or_is_missing_is_an_alarm(play: Play) -> None:
    assert key_alarms.warn_of_ending_keys() == 0
    (play.installation.keys / "public" / "mail-signing.pem").unlink()
    assert key_alarms.warn_of_ending_keys() == 1
    assert Task.objects.get(kind="key_expires").facts["role"] == "mail"


def test_an_authoritys_certificate_takes_the_place_of_our_own_and_another_keys_does_not(play: Play) -> None:
    ours = vault.mail_key()
    with pytest.raises(BadKey):
        vault.use_mail_certificate(mail_signer().certificate.to_pem())
    assert vault.mail_certificate().sha256 == ours.certificate.sha256
    request = ours.request("Hotline", "notices@hotline.example")
    issued = certified(request)
    vault.use_mail_certificate(issued)
    assert vault.mail_key().certificate.to_pem() == issued == vault.mail_certificate().to_pem()


def mail_signer() -> MailKey:
    return self_signed("x", "notices@hotline.example", first=clock.today(), days=30)


def certified(request: str) -> str:
    """What an authority of the test makes of a request."""
    asked = x509.load_pem_x509_csr(request.encode())
    key = ec.generate_private_key(ec.SECP256R1())
    start = clock.now() - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority (test)")]))
        .public_key(asked.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()
