"""The mailroom's door with real mail servers in front: who is expected, what is refused, what is logged."""

import io
import logging
import smtplib
from collections.abc import Iterator

import pytest

from kindline.channels.mail.arriving import LARGEST, listen
from kindline.channels.mail.returning import token_in
from kindline.kernel.outbox import arrivals
from kindline.kernel.outbox.arrivals import Arrived, Full
from kindline.kernel.quiet_log import PlainFormatter
from tests.channels.silent_server import closed_port

TOKEN = "4KQ2M7XD4KQ2M7XD4KQ2"
MAILBOX = f"notices+{TOKEN}@hotline.example"
MAIL = b"From: abuse@provider.example\r\nSubject: Re: kindline\r\n\r\nLine 1 is gone. canary\r\n"


class Desk:
    """Expects one token; `trouble` is raised instead of taking."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Arrived]] = []
        self.trouble: Exception | None = None

    def expects(self, token: str) -> bool:
        return token == TOKEN

    def take(self, token: str, arrived: Arrived) -> None:
        if self.trouble:
            raise self.trouble
        self.taken.append((token, arrived))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(arrivals, "_receivers", {"test": made})
    return made


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    door = listen("127.0.0.1", closed_port())
    yield door.port
    door.stop()


@pytest.fixture(params=[smtplib.SMTP, smtplib.LMTP])
def server(request: pytest.FixtureRequest, port: int) -> Iterator[smtplib.SMTP]:
    """The organisation's mail server, in either tongue. Naming itself spares it a look-up."""
    line = request.param("127.0.0.1", port, local_hostname="mta.example")
    yield line
    line.close()


def test_an_expected_mail_is_kept_whatever_the_case_of_its_address(server: smtplib.SMTP, desk: Desk) -> None:
    server.sendmail("abuse@provider.example", [MAILBOX.lower()], MAIL)
    ((token, arrived),) = desk.taken
    assert (token, arrived.text) == (TOKEN, "Line 1 is gone. canary")


@pytest.mark.parametrize(
    "mailbox",
    ["notices@hotline.example", f"notices+{TOKEN[:-1]}X@hotline.example", f"other+{TOKEN}@hotline.example",
     f"notices+{TOKEN}@elsewhere.example", "notices+@hotline.example", "postmaster@hotline.example"],
)  # fmt: skip
def test_an_unknown_recipient_is_refused_before_a_word_is_read(mailbox: str, server: smtplib.SMTP, desk: Desk) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.sendmail("abuse@provider.example", [mailbox], MAIL)
    assert refused.value.recipients[mailbox][0] == 550
    assert desk.taken == []


def test_a_second_recipient_is_asked_to_come_apart(server: smtplib.SMTP, desk: Desk) -> None:
    refused = server.sendmail("a@b.example", [MAILBOX, MAILBOX.replace("notices", "NOTICES")], MAIL)
    assert [code for code, _ in refused.values()] == [452]
    assert len(desk.taken) == 1


def test_a_mail_that_is_too_large_is_refused(port: int, desk: Desk) -> None:
    large = MAIL + (b"x" * 70 + b"\r\n") * (LARGEST // 70)
    with (
        smtplib.SMTP("127.0.0.1", port, local_hostname="mta.example") as server,
        pytest.raises(smtplib.SMTPException),
    ):
        server.sendmail("a@b.example", [MAILBOX], large)
    assert desk.taken == []


@pytest.mark.parametrize(("trouble", "code"), [(Full(), 452), (RuntimeError("canary"), 451)])
def test_what_cannot_be_kept_now_is_brought_again(trouble: Exception, code: int, port: int, desk: Desk) -> None:
    desk.trouble = trouble
    with (
        smtplib.SMTP("127.0.0.1", port, local_hostname="mta.example") as server,
        pytest.raises(smtplib.SMTPDataError) as answer,
    ):
        server.sendmail("a@b.example", [MAILBOX], MAIL)
    assert answer.value.smtp_code == code


def test_no_line_of_a_mail_is_logged(port: int, desk: Desk) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainFormatter())
    logging.getLogger().addHandler(handler)
    try:
        for desk.trouble in (None, RuntimeError("canary")):
            with smtplib.SMTP("127.0.0.1", port, local_hostname="canary.example") as server:
                server.docmd("NONSENSE canary")
                try:
                    server.sendmail("canary@b.example", [MAILBOX], MAIL)
                except smtplib.SMTPException:
                    pass
    finally:
        logging.getLogger().removeHandler(handler)
    assert "canary" not in stream.getvalue()
    assert "failed with RuntimeError" in stream.getvalue()


def test_only_our_own_plus_addresses_hold_a_token() -> None:
    assert token_in(f"<NOTICES+{TOKEN.lower()}@Hotline.Example>") == TOKEN
    assert token_in("notices+short@hotline.example") == token_in(f"x{MAILBOX}") == token_in("") == ""
