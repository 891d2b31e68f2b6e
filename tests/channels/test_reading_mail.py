"""Bounces, automatic answers and words are told apart; nothing else is read, and no bytes break the reader."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.channels.mail.reading import read
from kindline.kernel.outbox.arrivals import Kind

BOUNCE = b"""From: MAILER-DAEMON@mx.provider.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

The canary sentence of a server.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.provider.example

Final-Recipient: rfc822; abuse@provider.example
Action: %s
Status: %s

--b
Content-Type: message/rfc822

Subject: automatic reply

our own letter
--b--
"""


def mail(text: str = "Line 1 is gone.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Abuse desk <abuse@provider.example>", "Re: kindline N-4KQ2M7XD"
    for name, value in headers.items():
        header = name.replace("_", "-")
        del message[header]
        message[header] = value
    message.set_content(text)
    return message


def kind(message: EmailMessage, sender: str = "abuse@provider.example") -> Kind:
    return read(message.as_bytes(), sender=sender).kind


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        (b"failed", b"5.1.1", Kind.FAILED),
        (b"Failed", b"5.7.1 (refused)", Kind.FAILED),
        (b"delayed", b"4.4.1", Kind.DELAYED),
        (b"relayed", b"2.0.0", Kind.RELAYED),
    ],
)
def test_a_delivery_status_says_what_became_of_the_letter(action: bytes, status: bytes, expected: Kind) -> None:
    found = read(BOUNCE % (action, status), sender="")
    assert (found.kind, found.code) == (expected, status.split()[0].decode())
    assert "canary" not in found.text


def test_a_mail_from_nobody_without_a_report_is_a_bounce_too() -> None:
    assert kind(mail(), sender="<>") == Kind.FAILED
    assert kind(mail(From="postmaster@provider.example")) == Kind.FAILED


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied; owner-email=x@provider.example"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Subject": "Out of office: back on Monday"},
        {"Subject": "Automatisch antwoord: kindline"},
        {"Subject": "Réponse automatique : kindline"},
        {"Subject": "Abwesenheitsnotiz"},
    ],
)
def test_an_automatic_answer_is_no_answer(headers: dict[str, str]) -> None:
    assert kind(mail(**headers)) == Kind.AUTOMATIC
    # Also without a sender: it is still not a bounce.
    assert kind(mail(**headers), sender="") == Kind.AUTOMATIC


@pytest.mark.parametrize("headers", [{}, {"Auto_Submitted": "no"}, {"Subject": "Re: absolutely done"}])
def test_what_a_person_wrote_is_words(headers: dict[str, str]) -> None:
    found = read(mail("Line 1: removed.\n", **headers).as_bytes(), sender="abuse@provider.example")
    assert (found.kind, found.text, found.dropped) == (Kind.WORDS, "Line 1: removed.", 0)


def test_attachments_are_dropped_unread_and_counted() -> None:
    message = mail("See the picture.")
    message.add_attachment(b"\x89PNG canary", maintype="image", subtype="png", filename="canary.png")
    message.add_attachment(b"PK canary", maintype="application", subtype="zip", filename="canary.zip")
    message.add_attachment("<p>canary</p>", subtype="html", filename="canary.html")
    message.add_attachment(mail("canary inside"))
    found = read(message.as_bytes(), sender="a@b.example")
    assert (found.text, found.dropped) == ("See the picture.", 4)
    assert "canary" not in repr(found)


def test_a_page_gives_its_words_and_no_style() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("<style>canary{}</style><p>Line 1<br>removed</p><script>canary</script>", subtype="html")
    assert read(message.as_bytes(), sender="a@b.example").text == "Line 1\nremoved"


def test_nothing_of_a_mail_is_in_its_repr() -> None:
    found = read(mail("canary").as_bytes(), sender="a@b.example")
    assert not any(word in repr(found) for word in ("canary", "abuse@", "N-4KQ2M7XD"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.sampled_from([b"", b"MIME-Version: 1.0\nContent-Type: ", BOUNCE[:300]]))
def test_no_bytes_break_the_reader(raw: bytes, before: bytes) -> None:
    assert read(before + raw, sender="x@y.example").kind in Kind


PIECES = (
    b"multipart/mixed; boundary=b\n\n--b\n",
    b"message/rfc822\n\n",
    b"--b\nContent-Type: message/delivery-status\n\n",
    b"Action: failed\n\n",
    b"Content-Transfer-Encoding: base64\n\n",
    b"=?x-none?q?=ff?=",
    b"text/html; charset=nowhere\n\n",
    b"<![if <p",
    b"\xff\x00\n",
    b"--b--\n",
    b"Content-Type: ",
    b"Subject: =?utf-8?b?////?=\n",
    b"\r\n\r\n",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_order_of_broken_parts_breaks_the_reader(parts: list[bytes]) -> None:
    found = read(b"MIME-Version: 1.0\nContent-Type: " + b"".join(parts), sender="x@y.example")
    assert found.kind in Kind and "\x00" not in found.text


def test_a_mail_nested_without_end_is_read_in_a_moment() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert read(b"MIME-Version: 1.0\n" + nested, sender="x@y.example").kind in Kind
