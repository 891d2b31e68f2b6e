"""What a reporter can do with the code: see the stage, read answers, add something, ask about procedure (P5, P11)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.versions import under
from kindline.kernel.narrowing import only
from kindline.sealing import receipt
from kindline.sealing.box import open_box, seal_box
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey
from kindline.sealing.padding import pad, unpad
from kindline.services.hotline.filing import seal_row
from kindline.services.hotline.intake.models import Message, Report


@dataclass(frozen=True)
class Reply:
    """One answer of the hotline, with the day it was written."""

    day: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class Mailbox:
    """One report as its reporter may see it: a coarse stage, or None when the police withhold even that."""

    report: Report = field(repr=False)
    key: SealingPrivateKey = field(repr=False)

    @property
    def stage(self) -> str | None:
        return None if self.report.stage_withheld else self.report.stage

    @property
    def messages(self) -> list[Reply]:
        """The hotline's answers, oldest first."""
        rows = Message.objects.filter(report=self.report, to_reporter=True).order_by("written_on", "id")
        with only(report=self.report.pk):
            return [Reply(row.written_on, self._open(row).decode()) for row in rows]

    def _open(self, row: Message) -> bytes:
        return unpad(open_box(bytes(row.for_reporter), key=self.key, info=b"mailbox:" + row.id.bytes))


def find(code_text: str) -> Mailbox | None:
    """The mailbox of a code, or None; the same work for an unknown locator. BadCode when it cannot be a code."""
    code = receipt.parse(code_text)
    with only(locator=code.locator):
        rows = list(Report.objects.filter(locator=code.locator))
    matches = [row for row in rows if receipt.check(code, bytes(row.salt), bytes(row.verifier))]
    if not matches:
        if not rows:
            receipt.check_absent(code)
        return None
    return Mailbox(matches[0], receipt.mailbox_key(code, bytes(matches[0].salt)))


def add(mailbox: Mailbox, *, text: str) -> None:
    """An addition, sealed to those who receive the account. Nobody at the hotline can read it."""
    mandate = under(mailbox.report.mandate_sha256)
    envelope = seal_row("addition", {"text": text}, mandate=mandate, report=mailbox.report.pk)
    with transaction.atomic(using="intake"):
        envelope.save(force_insert=True)
        record("report.added_to", subject=mailbox.report.pk, by="site", using="intake")


def ask(mailbox: Mailbox, *, text: str) -> None:
    """A question about procedure: the hotline reads it, and its page says so."""
    write(mailbox.report, text=text, to_reporter=False, by="site")


def write(report: Report, *, text: str, to_reporter: bool, by: str) -> Message:
    """Put a message into the mailbox: sealed to the reporter's key, with a copy to the hotline's."""
    message = Message(id=uuid4(), report=report, to_reporter=to_reporter, written_on=clock.today())
    info = b"mailbox:" + message.id.bytes
    padded = pad(text.encode())
    own = SealingPublicKey.from_text(report.mailbox_key)
    message.for_reporter = seal_box(padded, recipient=own, info=info)
    message.for_staff = seal_box(padded, recipient=vault.sealing_key("staff"), info=info)
    with transaction.atomic(using="intake"):
        message.save(force_insert=True)
        record(
            "mailbox.answered" if to_reporter else "mailbox.asked",
            subject=report.pk,
            by=by,
            facts={"message": str(message.id)},
            using="intake",
        )
    return message
