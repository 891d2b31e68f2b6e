"""A request to another line: whole or not at all, sealed to that line alone, answered by a message of the same form."""

import json

import pytest
from jsonschema import Draft202012Validator

from kindline.channels.mail.letter import read_letter
from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.sealing.certificate import BadCertificate, self_signed
from kindline.services.missing.models import File
from kindline.services.missing.referring import asking, message
from kindline.services.missing.referring.asking import Asked
from kindline.services.missing.referring.models import Line, Referral
from tests.installation import Installation
from tests.services.missing.searching import a_file

pytestmark = pytest.mark.db
ASKED = Asked(("share_appeal",), ("parent_or_guardian",), ("law_enforcement",), "She may be at the coast.")


@pytest.fixture
def nora(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="nora", role="counsellor")


@pytest.fixture
def file(nora: User) -> File:
    return a_file(nora)


@pytest.fixture
def line(nora: User) -> Line:
    pem = self_signed("Line", "line@116000.example", first=clock.today(), days=90, receives=True).certificate.to_pem()
    return asking.know_line(country="fr", name="Line (example)", mailbox="line@116000.example", pem=pem, by=nora)


def answer(row: Referral, **said: object) -> bytes:
    line = {"country": row.line.country, "name": row.line.name}
    ours = {"country": "BE", "name": "kindline"}
    at = clock.now().isoformat()
    head = {"form": message.FORM, "id": str(row.pk), "sent_at": at, "from": line, "to": ours}
    return json.dumps(head | said).encode()


def test_it_leaves_whole_and_sealed_to_that_line(file: File, line: Line, nora: User) -> None:
    row = asking.refer(file, line, ASKED, by=nora)
    letter = read_letter(vault.mail_body_open(bytes(Parcel.objects.get(kind="line_referral").sealed_body)))
    assert letter.to == line.mailbox and letter.seal_to == line.pem and not letter.otherwise
    assert "Noor" not in letter.text + letter.subject
    (sent,) = letter.attachments
    document = message.read(sent.data)
    assert document["children"][0]["name"] == "Noor Example" and document["kind"] == "runaway"
    assert (row.due_at - row.sent_at) == asking.ANSWER_WITHIN and b"Noor" not in bytes(row.sealed)


def test_the_answers_come_back_once_each(file: File, line: Line, nora: User) -> None:
    row = asking.refer(file, line, ASKED, by=nora)
    with pytest.raises(asking.NotSo):
        asking.hear(
            answer(row, message="acknowledgement", taken=True, **{"from": {"country": "DE", "name": "x"}}), by=nora
        )
    row = asking.hear(answer(row, message="acknowledgement", taken=True, reference="FR-7"), by=nora)
    assert (row.taken, row.reference, row.outcome) == (True, "FR-7", "")
    row = asking.hear(answer(row, message="outcome", outcome="appeal_shared"), by=nora)
    assert (row.outcome, row.reference) == ("appeal_shared", "FR-7") and row.ended_at


def test_what_is_no_message_says_why_and_changes_nothing(file: File, line: Line, nora: User) -> None:
    row = asking.refer(file, line, ASKED, by=nora)
    for data in (b"", b"\xff", b"[]", b"{}", b"[" * 100_001, answer(row, message="outcome"), answer(row, message="x")):
        with pytest.raises(message.NoMessage):
            asking.hear(data, by=nora)
    row.refresh_from_db()
    assert row.acknowledged_at is None
    with pytest.raises(message.NoMessage, match="asked_for"):
        asking.refer(file, line, Asked((), ("other",)), by=nora)
    assert Referral.objects.count() == 1


def test_a_certificate_that_cannot_be_sealed_to_is_refused(file: File, nora: User) -> None:
    other = self_signed("Line", "other@116000.example", first=clock.today(), days=90, receives=True)
    with pytest.raises(BadCertificate):
        asking.know_line(country="FR", name="x", mailbox="line@116000.example", pem=other.certificate.to_pem(), by=nora)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(message.SCHEMA.read_text("utf-8")))
