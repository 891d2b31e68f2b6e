"""P4: what was promised is kept. No code without a commit; no decision without its parcel, no parcel without it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from kindline.kernel.outbox import posting
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import mailbox
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Report
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
FULL = "CREATE TRIGGER full BEFORE INSERT ON intake_leaf BEGIN SELECT RAISE(ABORT, 'no space'); END"


def test_no_code_is_given_for_a_report_that_the_database_did_not_take(play: Play) -> None:
    """The last row of the transaction fails, as on a full disk: nothing of the report stays and no code is shown."""
    if connections["intake"].vendor != "sqlite":
        pytest.skip("written in SQLite's words")
    with connections["intake"].cursor() as cursor:
        cursor.execute(FULL)
    codes = []
    try:
        with pytest.raises(DatabaseError):
            codes.append(play.file("https://album.test/a"))
    finally:
        with connections["intake"].cursor() as cursor:
            cursor.execute("DROP TRIGGER full")
    assert codes == [] and Accepted.objects.count() == 0


def test_a_shown_code_opens_a_report_that_is_on_the_disk(play: Play) -> None:
    code = play.file("https://album.test/a")
    connections["intake"].close()
    box = mailbox.find(code.display())
    assert box and box.report.envelopes.count() == 2
    with connections["intake"].cursor() as cursor:
        if connections["intake"].vendor == "sqlite":
            # 2 is FULL: the commit returns after the disk has it.
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_handed_over_report_and_its_parcel_are_written_together_or_not_at_all(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.file("https://album.test/a")

    def no_parcel(*_: object, **__: object) -> None:
        raise DatabaseError("the parcel could not be written")

    with monkeypatch.context() as broken:
        broken.setattr(posting.Parcel.objects, "get_or_create", no_parcel)
        play.rounds(1)
    assert (Report.objects.count(), Parcel.objects.count()) == (0, 0)
    play.rounds(1)
    assert (Report.objects.count(), Parcel.objects.count()) == (1, 1)


def test_nothing_can_be_posted_outside_the_transaction_of_a_decision(play: Play) -> None:
    facts = {"kind": "notice", "subject": uuid4(), "recipient": "duty:0", "channel": "mail", "body": b"sealed"}
    with pytest.raises(posting.OutsideTransaction):
        posting.post(**facts, idempotency_key="one")  # type: ignore[arg-type]
    with transaction.atomic("core"):
        posting.post(**facts, idempotency_key="one")  # type: ignore[arg-type]
        posting.post(**facts, idempotency_key="one")  # type: ignore[arg-type]
    assert Parcel.objects.count() == 1
