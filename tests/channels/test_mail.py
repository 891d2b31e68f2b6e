import email
import hashlib
import time
from email.policy import default

import pytest

from kindline.channels.mail.carrier import Mail
from kindline.kernel.outbox.channels import Later, Never
from tests.channels.mail_server import signs
from tests.channels.silent_server import closed_port, dripping

LETTER = {
    "to": "abuse@provider.example",
    "subject": "Notice 2026-00017 waits for you",
    "text": "Een bericht wacht op u, één keer.\n\nhttp://127.0.0.1:8002/notices/\n",
}


def identity(body):
    return body


@pytest.fixture
def mail():
    return Mail(opener=identity, signer=signs)


def the_only(mail_server):
    ((to, content),) = mail_server.arrived
    return to, email.message_from_bytes(content, policy=default)


def test_a_letter_arrives_in_plain_text_with_the_servers_answer_as_proof(mail, mail_server, outgoing):
    parcel = outgoing(LETTER)
    proof = mail.carry(parcel)
    to, message = the_only(mail_server)
    assert proof.facts == {"smtp": 250, "answer_sha256": hashlib.sha256(b"queued as 4711").hexdigest()}
    assert (to, message["To"], message["Subject"]) == (LETTER["to"], LETTER["to"], LETTER["subject"])
    assert message.get_content_type() == "multipart/signed"
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER["text"]
    assert message["X-Kindline-Parcel"] == str(parcel.id)


def test_every_try_of_one_parcel_has_the_same_message_id(mail, mail_server, outgoing):
    one, other = outgoing(LETTER), outgoing(LETTER)
    for parcel in (one, one, other):
        mail.carry(parcel)
    ids = [email.message_from_bytes(content)["Message-ID"] for _, content in mail_server.arrived]
    assert ids[0] == ids[1] == f"<{one.id}@hotline.example>"
    assert ids[2] != ids[0]


def test_the_date_says_the_day_only_and_no_machine_is_named(mail, mail_server, outgoing):
    mail.carry(outgoing(LETTER))
    _, message = the_only(mail_server)
    assert " 12:00:00 +0000" in message["Date"]
    assert set(message.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "X-Kindline-Parcel", "Auto-Submitted",
        "Content-Type", "MIME-Version", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip


@pytest.mark.parametrize(
    "subject",
    [
        "About https://suspect.example/a",
        "About hxxps[:]//suspect.example/a",
        "About suspect[.]example",
        "About suspectexample.onion",
        "About magnet:?xt=urn:btih:0",
        "About user@suspect.example",
    ],
)
def test_no_secret_in_a_subject(mail, mail_server, outgoing, subject):
    with pytest.raises(Never, match="address-in-subject"):
        mail.carry(outgoing(LETTER | {"subject": subject}))
    assert mail_server.arrived == []


@pytest.mark.parametrize(
    "address",
    [
        "https://suspect.example/a/b",
        "HXXP://suspect.example",
        "https://127.0.0.1:8002.suspect.example/",
        "http://127.0.0.1:8002@suspect.example/",
        "suspect[.]example/a",
        "suspect(.)example/a",
        "abcdef.onion",
        "ed2k://|file|a|",
        "https%3A%2F%2Fsuspect.example",
        "www.suspect.example",
        "cdn.suspect.example/a/b.html",
    ],
)
def test_no_reported_address_travels_in_clear(mail, mail_server, outgoing, address):
    with pytest.raises(Never, match="address-in-clear"):
        mail.carry(outgoing(LETTER | {"text": f"Look at {address} please."}))
    assert mail_server.arrived == []


@pytest.mark.parametrize(
    "text",
    [
        "Ga naar http://127.0.0.1:8002/nl/pick-up/ (of bel ons).",
        "Rendez-vous sur http://127.0.0.1:8002/fr/genuine/. Merci !",
        "Fragen an notices@hotline.example, Stand 21.11.2026; z.B. 24/7.",
    ],
)
def test_our_own_doors_and_ordinary_words_travel(mail, mail_server, outgoing, text):
    mail.carry(outgoing(LETTER | {"text": text}))
    assert len(mail_server.arrived) == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"not json",
        [],
        {},
        LETTER | {"more": "x"},
        LETTER | {"text": 7},
        LETTER | {"headers": "x"},
        LETTER | {"to": "a@one.example, b@two.example"},
        LETTER | {"to": "a@one.example\r\nBcc: b@two.example"},
        LETTER | {"subject": "x\r\nBcc: b@two.example"},
        LETTER | {"headers": {"Reply-To": "x\nBcc: b@two.example"}},
        LETTER | {"headers": {"Bcc": "b@two.example"}},
        LETTER | {"headers": {"X-Kindline-Parcel": "another"}},
    ],
)
def test_a_malformed_letter_never_leaves_and_quotes_nobody(mail, mail_server, outgoing, broken):
    with pytest.raises(Never) as refusal:
        mail.carry(outgoing(broken))
    assert refusal.value.code in ("malformed-letter", "header-refused")
    assert mail_server.arrived == []


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(("answer", "ends"), [("451 abuse@provider.example greylisted", Later), ("550 no", Never)])
def test_the_servers_code_decides_and_its_words_are_not_kept(mail, mail_server, outgoing, step, answer, ends):
    mail_server.answers[step] = answer
    with pytest.raises(ends) as refusal:
        mail.carry(outgoing(LETTER))
    assert str(refusal.value) == f"smtp-{answer[:3]}"


def test_our_own_sender_refused_is_no_letters_fault(mail, mail_server, outgoing):
    mail_server.answers["MAIL"] = "550 who are you"
    with pytest.raises(Later) as refusal:
        mail.carry(outgoing(LETTER))
    assert (refusal.value.code, refusal.value.channel_down) == ("smtp-sender-550", True)


def test_a_dead_mail_server_is_later_for_every_letter(mail, settings, outgoing):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    with pytest.raises(Later) as refusal:
        mail.carry(outgoing(LETTER))
    assert (refusal.value.code, refusal.value.channel_down) == ("unreachable:ConnectionRefusedError", True)


def test_a_server_that_drips_is_cut_off_in_time(settings, outgoing):
    settings.EMAIL_HOST = "127.0.0.1"
    with dripping(0.05) as settings.EMAIL_PORT:
        begun = time.monotonic()
        with pytest.raises(Later):
            Mail(opener=identity, signer=signs, seconds=0.4).carry(outgoing(LETTER))
    assert time.monotonic() - begun < 3


def test_a_letter_is_opened_by_the_worker_and_by_nobody_else():
    assert Mail().opener.__name__ == "worker_opens"
    assert "provider.example" not in repr(Mail())
