"""Questions about procedure: the only words of a reporter that the hotline can read, and it is told so (P1)."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import vault
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.sealing.padding import unpad
from kindline.services.hotline import mailbox
from kindline.services.hotline.intake.models import Message


def waiting() -> QuerySet[Message]:
    """Questions not yet answered, oldest day first."""
    rows = Message.objects.filter(to_reporter=False, answered=False)
    return rows.select_related("report").order_by("written_on", "id")


def read(message: Message, *, by: str) -> str:
    """The words of a question. The leaf that says who read it is committed first (P7)."""
    with transaction.atomic(using="core"):
        record("question.read", subject=message.pk, by=by)
    return unpad(vault.open_with("desk", "staff", erasable.unlock(message.for_staff), info=_info(message.pk))).decode()


def answer(message: Message, *, text: str, by: str) -> Message:
    """Answer into the reporter's mailbox and take the question off the list."""
    with transaction.atomic(using="intake"):
        reply = mailbox.write(message.report, text=text, to_reporter=True, by=by)
        Message.objects.filter(pk=message.pk).update(answered=True)
    return reply


def _info(message: UUID) -> bytes:
    return b"mailbox:" + message.bytes
