"""P8: erasure erases. First form: an ended report, both databases, every page of their files."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from kindline.kernel import clock
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.audit.verifying import problems
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import mailbox
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.erasing import NotEnded, erase_report
from kindline.services.hotline.intake.models import Envelope
from kindline.services.hotline.models import Answer, Decision, Dossier, Released, ReleaseOrder, Report
from tests.promises.conftest import Play
from tests.promises.test_p1_opening import stored

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def files() -> bytes:
    """Every byte of both databases on the disk, with their write-ahead logs; of PostgreSQL every cell of every row."""
    if connections["core"].vendor != "sqlite":
        return stored()
    names = [Path(connections[alias].settings_dict["NAME"]) for alias in ("intake", "core")]
    return b"".join(path.read_bytes() for name in names for path in name.parent.glob(f"{name.name}*"))


def traces(secret: bytes) -> set[bytes]:
    """Short pieces of it: a page border may cut a long one in two."""
    return {bytes(secret[at : at + 24]) for at in range(0, max(1, len(secret) - 24), 200)}


def secrets_of(report: Report) -> set[bytes]:
    """Everything stored about a report that some key opens, in pieces."""
    found = [bytes(row.sealed) for row in Envelope.objects.filter(report=report.pk)]
    found += [bytes(row.sealed_body) for row in Parcel.objects.exclude(channel="webhook")]
    columns = ((Released, ("sealed", "wrapped_key")), (Decision, ("claims_sealed",)), (ReleaseOrder, ("box",)))
    for model, names in columns:
        found += [bytes(getattr(row, name)) for row in model.objects.all() for name in names]
    found += [bytes(row.document) for row in Answer.objects.all()]
    return {piece for secret in found if secret for piece in traces(secret)}


@pytest.fixture
def ended(play: Play) -> Report:
    """A report that was released, routed, and ended by the word of the police; its reporter had asked something."""
    code = play.file("https://album.test/a", "https://album.test/b", danger="no", identity="ring 02 555 00 00")
    play.rounds()
    box = mailbox.find(code.display())
    assert box
    mailbox.ask(box, text="how long does it take?")
    play.judge()
    play.rounds()
    parcels, _ = play.fetch()
    words = [
        {"dossier": parcel["dossier"], "parcel": parcel["parcel"], "acknowledged": True, "outcome": "removed"}
        for parcel in parcels
        if parcel["kind"] == "dossier"
    ]
    record_answers(play.police.answer(dossiers=words))
    play.rounds()
    sequence()
    return Report.objects.get()


def test_after_erasure_no_byte_of_it_is_in_any_live_file(ended: Report, play: Play) -> None:
    assert ended.state == "closed"
    secrets = secrets_of(ended)
    before = files()
    assert len(secrets) > 20 and sum(piece in before for piece in secrets) > len(secrets) * 0.9
    erased = erase_report(ended.pk, by="user:supervisor")
    # The files of PostgreSQL are overwritten by its own vacuum, and nobody claims otherwise.
    assert erased.overwritten == (connections["core"].vendor == "sqlite")
    after = files()
    assert [piece for piece in secrets if piece in after] == []


def test_a_stub_counts_and_names_nobody(ended: Report, play: Play) -> None:
    outcome = list(ended.addresses.values_list("outcome", "verdict"))
    erase_report(ended.pk, by="user:supervisor")
    stub = Report.objects.get()
    assert list(stub.addresses.values_list("outcome", "verdict")) == outcome
    assert (stub.received_hour.day, stub.received_hour.hour) == (1, 0)
    assert all(name.startswith("erased-") for name in stub.addresses.values_list("envelope", flat=True))
    assert all(row.envelope.startswith("erased-") for row in Dossier.objects.all())
    assert Decision.objects.exclude(claims_sealed=b"").count() == 0


def test_the_log_still_stands_and_tells_who_erased(ended: Report, play: Play) -> None:
    erase_report(ended.pk, by="user:supervisor")
    erase_report(ended.pk, by="user:supervisor")
    sequence()
    assert list(problems()) == []


def test_a_report_about_which_something_is_owed_is_not_erased(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds()
    with pytest.raises(NotEnded):
        erase_report(Report.objects.get().pk, by="user:supervisor")
    clock.move(timedelta(days=400))
    with pytest.raises(NotEnded):
        erase_report(Report.objects.get().pk, by="user:supervisor")
    assert Envelope.objects.count() == 2
