"""Mail that is signed always and sealed where it says more, opened with openssl as its reader would (RFC 8551)."""

import base64
import email
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest

from kindline.channels.mail.carrier import Mail
from kindline.kernel.outbox.channels import Later, Never
from kindline.sealing.certificate import MailKey, self_signed
from tests.channels.mail_server import MailServer, signs
from tests.channels.test_mail import LETTER, identity

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
SECRET = "https://suspect.example/a;b?c=1"
DAY = datetime.now(UTC).date()


def reader(days: int = 30, mailbox: str = LETTER["to"]) -> MailKey:
    return self_signed("Abuse desk", mailbox, first=DAY - timedelta(days=1), days=days, receives=True)


def to_sealed(key: MailKey, **more: object) -> dict[str, object]:
    return LETTER | {"text": f"1. {SECRET}\n", "seal_to": key.certificate.to_pem()} | more


@pytest.fixture
def mail() -> Mail:
    return Mail(opener=identity, signer=signs)


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", "cms", *arguments], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def arrived(server: MailServer, folder: Path) -> bytes:
    ((_, content),) = server.arrived
    (folder / "letter.eml").write_bytes(content)
    (folder / "ours.pem").write_text(signs().certificate.to_pem())
    return content


def opened(folder: Path, key: MailKey) -> bytes:
    """What the reader's key opens, its signature checked."""
    (folder / "reader.pem").write_text(key.certificate.to_pem())
    (folder / "reader.key").write_text(key.to_pem())
    openssl(folder, "-decrypt", "-in", "letter.eml", "-recip", "reader.pem", "-inkey", "reader.key", "-out", "in.eml")
    return openssl(folder, "-verify", "-in", "in.eml", "-CAfile", "ours.pem")


def test_every_mail_is_signed_and_openssl_agrees(mail, mail_server, outgoing, tmp_path):
    mail.carry(outgoing(LETTER))
    arrived(mail_server, tmp_path)
    said = email.message_from_bytes(openssl(tmp_path, "-verify", "-in", "letter.eml", "-CAfile", "ours.pem"))
    assert said.get_payload(decode=True).decode().replace("\r\n", "\n") == LETTER["text"]


def test_a_changed_word_breaks_the_signature(mail, mail_server, outgoing, tmp_path):
    mail.carry(outgoing(LETTER))
    content = arrived(mail_server, tmp_path)
    (tmp_path / "letter.eml").write_bytes(content.replace(b"wacht op u", b"wacht op U"))
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-in", "letter.eml", "-CAfile", "ours.pem"], cwd=tmp_path, capture_output=True
    )
    assert done.returncode != 0


def test_the_signature_knows_the_day_and_no_finer_time(mail, mail_server, outgoing, tmp_path):
    mail.carry(outgoing(LETTER))
    arrived(mail_server, tmp_path)
    printed = openssl(tmp_path, "-cmsout", "-print", "-in", "letter.eml").decode()
    times = [line for line in printed.splitlines() if "UTCTIME" in line and "signingTime" in printed]
    assert any(" 12:00:00 " in line for line in times)


def test_a_sealed_letter_is_read_by_its_reader_alone(mail, mail_server, outgoing, tmp_path):
    key = reader()
    file = {"name": "letter.pdf", "type": "application/pdf", "data": base64.b64encode(b"%PDF-1.7 x").decode()}
    mail.carry(outgoing(to_sealed(key, attachments=[file])))
    content = arrived(mail_server, tmp_path)
    outside = email.message_from_bytes(content, policy=default)
    assert outside["Subject"] == LETTER["subject"]
    assert b"suspect" not in content and b"letter.pdf" not in content
    inside = email.message_from_bytes(opened(tmp_path, key), policy=default)
    assert SECRET in inside.get_body().get_content()
    (pdf,) = inside.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("letter.pdf", b"%PDF-1.7 x")
    with pytest.raises(AssertionError):
        opened(tmp_path, reader())


def test_one_changed_byte_of_a_sealed_letter_opens_nothing(mail, mail_server, outgoing, tmp_path):
    key = reader()
    mail.carry(outgoing(to_sealed(key)))
    head, _, body = arrived(mail_server, tmp_path).partition(b"\r\n\r\n")
    raw = bytearray(base64.b64decode(body))
    raw[-40] ^= 1
    (tmp_path / "letter.eml").write_bytes(head + b"\r\n\r\n" + base64.encodebytes(raw))
    with pytest.raises(AssertionError):
        opened(tmp_path, key)


UNFIT = pytest.mark.parametrize("key", [lambda: reader(days=1), lambda: reader(mailbox="abuse@other.example"), signs])


@UNFIT
def test_what_cannot_be_sealed_today_does_not_leave_in_clear_instead(mail, mail_server, outgoing, key):
    with pytest.raises(Never, match="certificate-ended"):
        mail.carry(outgoing(to_sealed(key())))
    assert mail_server.arrived == []


@UNFIT
def test_a_certificate_that_ended_on_the_way_leaves_what_may_be_said_in_clear(mail, mail_server, outgoing, key):
    file = {"name": "letter.pdf", "type": "application/pdf", "data": ""}
    mail.carry(outgoing(to_sealed(key(), otherwise=LETTER["text"], attachments=[file])))
    ((_, content),) = mail_server.arrived
    said = email.message_from_bytes(content, policy=default)
    assert said.get_body().get_content().replace("\r\n", "\n") == LETTER["text"]
    assert b"suspect" not in content and b"letter.pdf" not in content


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seal_to": ""}, "attachment-in-clear"),
        ({"seal_to": "", "attachments": []}, "address-in-clear"),
        ({"otherwise": f"Look at {SECRET}"}, "address-in-clear"),
        ({"subject": "About suspect[.]example"}, "address-in-subject"),
        ({"attachments": [{"name": "a.png", "type": "image/png", "data": ""}]}, "attachment-refused"),
        ({"attachments": [{"name": "a/b.pdf", "type": "application/pdf", "data": ""}]}, "attachment-refused"),
        ({"attachments": [{"name": "a.pdf", "type": "application/pdf", "data": "%"}]}, "malformed-letter"),
    ],
)
def test_neither_addresses_in_clear_nor_pictures_ever_travel(mail, mail_server, outgoing, change, code):
    file = {"name": "a.pdf", "type": "application/pdf", "data": ""}
    with pytest.raises(Never, match=code):
        mail.carry(outgoing(to_sealed(reader(), attachments=[file]) | change))
    assert mail_server.arrived == []


def test_without_a_key_of_ours_a_mail_waits(mail_server, outgoing, installation):
    (installation.keys / "worker" / "mail-signing.pem").unlink()
    with pytest.raises(Later, match="no-signing-key") as refusal:
        Mail(opener=identity).carry(outgoing(LETTER))
    assert refusal.value.channel_down and mail_server.arrived == []
