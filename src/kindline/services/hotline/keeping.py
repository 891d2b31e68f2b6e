"""What the public database still holds bare is locked: messages by the worker, everything else inside a backup (P8).

The site can reach no erasable key. So between acceptance and the worker's next pass, well under a second while it runs,
an envelope lies sealed to the police alone. A backup of that moment locks it before it is written.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

from kindline.kernel.erasable import keys as erasable
from kindline.sealing.erasable import is_locked
from kindline.services.hotline.intake.models import Message
from kindline.services.hotline.one_by_one import each

BARE = (
    "SELECT id, report_id, sealed FROM intake_envelope WHERE NOT admitted",
    "SELECT id, report_id, for_staff FROM intake_message WHERE NOT locked",
)
LOCKED = (
    "UPDATE intake_envelope SET sealed = ? WHERE id = ?",
    "UPDATE intake_message SET for_staff = ?, locked = 1 WHERE id = ?",
)


def lock_messages(*, limit: int = 200) -> int:
    """Bring the hotline's copy of new messages under their report's key; returns how many."""
    return each(list(Message.objects.filter(locked=False)[:limit]), _lock)


def _lock(message: Message) -> int:
    locked = erasable.lock(bytes(message.for_staff), [message.report_id])
    return Message.objects.filter(pk=message.pk, locked=False).update(for_staff=locked, locked=True)


def lock_snapshot(intake: Path) -> None:
    """Lock every bare thing in the copy of the public database that a backup is about to write."""
    with closing(sqlite3.connect(intake)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for question, update in zip(BARE, LOCKED, strict=True):
            rows = copy.execute(question).fetchall()
            copy.executemany(update, ((_under(report, bare), row) for row, report, bare in rows))
        copy.commit()


def _under(report: str, bare: bytes) -> bytes:
    return bare if is_locked(bare) else erasable.lock(bare, [UUID(report)])
