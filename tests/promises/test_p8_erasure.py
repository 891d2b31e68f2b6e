"""P8: erasure erases: an ended report, both databases, every page of their files, and every backup made before."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections, transaction

from kindline.faces.cli.erasure.opening import Reader
from kindline.faces.cli.erasure.places import Place
from kindline.kernel import clock
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.audit.verifying import problems
from kindline.kernel.backup.snapshot import snapshot
from kindline.kernel.erasable import keys, ledger, store
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.kernel.register import fields, holds
from kindline.kernel.register.models import Erasure
from kindline.sealing.erasable import is_locked
from kindline.services.hotline import keeping, mailbox, traces
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.assessment.models import Opinion, Taking
from kindline.services.hotline.erasing import NotEnded, erase_report, reapply
from kindline.services.hotline.intake.models import Envelope, Message
from kindline.services.hotline.intake.models import Report as Accepted
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


def pieces_of(secret: bytes) -> set[bytes]:
    """Short pieces of it: a page border may cut a long one in two. Pieces of ids are none: the stub keeps its ids."""
    pieces = {bytes(secret[at : at + 24]) for at in range(0, max(1, len(secret) - 24), 200)}
    return {piece for piece in pieces if not re.fullmatch(rb"[0-9a-f-]{24}", piece)}


def secrets_of(report: Report) -> set[bytes]:
    """Everything stored about a report that some key opens, in pieces."""
    found = [bytes(row.sealed) for row in Envelope.objects.filter(report=report.pk)]
    found += [bytes(row.sealed_body) for row in Parcel.objects.exclude(channel="webhook")]
    columns = ((Released, ("sealed", "wrapped_key")), (Decision, ("claims_sealed",)), (ReleaseOrder, ("box",)))
    for model, names in columns:
        found += [bytes(getattr(row, name)) for row in model.objects.all() for name in names]
    found += [bytes(row.document) for row in Answer.objects.all()]
    return {piece for secret in found if secret for piece in pieces_of(secret)}


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


def copied(to: Path) -> Path:
    """The data as a backup of this moment has it."""
    if connections["core"].vendor != "sqlite":
        pytest.skip("a backup of PostgreSQL is pg_basebackup's; its rows are the same")
    to.mkdir()
    snapshot({alias: Path(connections[alias].settings_dict["NAME"]) for alias in ("intake", "core")}, to=to)
    keeping.lock_snapshot(to / "intake.sqlite3")
    return to


def counts(reader: Reader, report: Report) -> tuple[int, int, int]:
    return len(reader.reached(report.pk)), reader.opened(report.pk), reader.unwrapped(report.pk)


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


def test_a_backup_from_before_opens_for_nobody_whatever_keys_he_has(ended: Report, play: Play, tmp_path: Path) -> None:
    yesterday, police = copied(tmp_path / "yesterday"), [play.police.duty, play.police.reserve]
    old_keys = shutil.copytree(store.folder(), tmp_path / "old-keys")
    there = Place(yesterday, play.installation.keys)
    assert counts(Reader(there, police), ended) == (6, 6, 4)
    erase_report(ended.pk, by="user:supervisor")
    assert counts(Reader(there, police), ended) == (0, 0, 0)
    # The trial itself can open things: with keys that should no longer exist it does.
    assert counts(Reader(there, police, erasable=old_keys / "keys.sqlite3"), ended) == (6, 6, 4)


def test_a_backup_of_the_very_moment_of_acceptance_opens_for_nobody_afterwards(play: Play, tmp_path: Path) -> None:
    play.file("https://album.test/a", identity="ring 02 555 00 00")
    police = [play.police.duty]
    there = Place(copied(tmp_path / "at-once"), play.installation.keys)
    accepted = Accepted.objects.get()
    assert Reader(there, police).opened(accepted.pk) == 3
    keys.destroy([accepted.pk])
    assert Reader(there, police).reached(accepted.pk) == []


def test_of_an_admitted_report_one_copy_is_left_and_it_is_locked(play: Play) -> None:
    code = play.file("https://album.test/a")
    box = mailbox.find(code.display())
    assert box
    mailbox.ask(box, text="how long does it take?")
    play.rounds(1)
    assert {bytes(row.sealed) for row in Envelope.objects.all()} == {b""}
    assert all(is_locked(bytes(row.sealed_body)) for row in Parcel.objects.filter(kind="handover"))
    assert is_locked(bytes(Message.objects.get().for_staff))


def test_the_evidence_finds_what_is_there_and_says_nothing_itself(ended: Report, play: Play) -> None:
    found = traces.evidence(ended)
    if connections["core"].vendor == "sqlite":
        assert traces.found_in(files(), found["traces"]) > len(found["traces"]) * 0.6
    erase_report(ended.pk, by="user:supervisor")
    assert traces.found_in(files(), found["traces"]) == 0
    day, kept = ledger.evidence(ended.pk) or pytest.fail("no entry in the ledger")
    assert (day, kept["envelopes"], kept["traces"]) == (clock.today(), 6, found["traces"])


def test_what_a_backup_brings_back_is_erased_again_before_anything_runs(ended: Report, play: Play) -> None:
    live = erase_report(ended.pk, by="user:supervisor")
    # As an older backup has it: the row of the erasure is gone, things about the report are there again.
    Erasure.objects.all().delete()
    Parcel.objects.filter(subject=ended.pk).update(sealed_body=b"locked under a key that is no more")
    assert live.parcels and reapply(by="restore") == 1
    assert not Parcel.objects.filter(subject=ended.pk).exclude(sealed_body=b"").exists()
    assert Erasure.objects.get().cause == "restore"
    assert reapply(by="restore") == 0


def test_keys_that_an_older_copy_brings_back_are_destroyed_again(ended: Report, play: Play, tmp_path: Path) -> None:
    names = traces.nouns(ended)
    store.forget_connection()
    shutil.copytree(store.folder(), tmp_path / "older")
    erase_report(ended.pk, by="user:supervisor")
    store.forget_connection()
    shutil.rmtree(store.folder())
    shutil.copytree(tmp_path / "older", store.folder())
    assert len(keys.known(names)) == len(names)
    assert reapply(by="restore") == 1
    assert keys.known(names) == {}


def test_a_death_between_the_rows_and_the_keys_is_finished_by_the_next_start(
    ended: Report, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = traces.nouns(ended)
    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(keys, "destroy", dies)
        erase_report(ended.pk, by="user:supervisor")
    assert len(keys.known(names)) == len(names) and Envelope.objects.exists()
    assert reapply() == 1
    assert keys.known(names) == {} and not Envelope.objects.exists()


def dies(*_: object) -> bool:
    raise OSError("the power went")


def test_every_field_that_ends_with_its_report_is_empty_afterwards(ended: Report, play: Play) -> None:
    assessed(ended)
    columns = {(entry.model, name) for entry in fields.entries() if entry.rule == "report" for name in entry.names}
    values = {column: cells(*column) for column in columns}
    assert sum(map(bool, values.values())) > len(columns) * 0.7
    erase_report(ended.pk, by="user:supervisor")
    assert {column for column in columns if cells(*column)} == set()


def assessed(report: Report) -> None:
    """The same report as an analyst would have had it in hand."""
    analyst, address = User.objects.create_user(username="analyst", role="analyst"), report.addresses.first()
    assert address
    Taking.objects.create(
        analyst=analyst, report=report, address=address, parcel=uuid4(), taken_at=clock.now(), opened_at=clock.now(),
        ended_at=clock.now(), end="answered", passed_to=analyst,
    )  # fmt: skip
    Opinion.objects.create(
        address=address, number=1, verdict="abuse_material", codes=["sex:girl"],
        answer=Answer.objects.all()[0], authority="assessors", said_at=clock.now(),
    )  # fmt: skip


def cells(model: str, name: str) -> list[object]:
    """What stands in a column, save what says nothing any more, and mails, which have an end of their own."""
    rows = apps.get_model(model)._default_manager.all()
    rows = rows.exclude(channel__in=("mail", "webhook")) if model == "outbox.Parcel" else rows
    stored = (bytes(cell) if isinstance(cell, memoryview) else cell for cell in rows.values_list(name, flat=True))
    return [cell for cell in stored if cell and not str(cell).startswith("erased-")]


def test_a_legal_hold_stops_erasing_until_a_reason_lifts_it(ended: Report, play: Play) -> None:
    with pytest.raises(holds.Unfounded):
        holds.place(subject=ended.pk, authority="Court of Example", reference=" ", reason="trial", by="user:1")
    hold = holds.place(subject=ended.pk, authority="Court of Example", reference="C/12", reason="trial", by="user:1")
    with pytest.raises(holds.Held, match="C/12"):
        erase_report(ended.pk, by="user:supervisor")
    assert len(keys.known([ended.pk])) == 1
    with pytest.raises(holds.Unfounded):
        holds.lift(hold, because="", by="user:1")
    holds.lift(hold, because="the trial is over", by="user:1")
    assert erase_report(ended.pk, by="user:supervisor").parcels


def test_a_notice_that_a_provider_may_still_read_keeps_its_report(play: Play) -> None:
    first, _ = play.routed("https://album.test/a", "https://album.test/b")
    play.confirm()
    play.later(minutes=20)
    with transaction.atomic(using="core"):
        Report.objects.filter(pk=first.report_id).update(state="closed")
        Parcel.objects.filter(subject__in=[first.pk, first.report_id]).update(state="acknowledged")
    with pytest.raises(NotEnded, match="notice_open"):
        erase_report(first.report_id, by="user:supervisor")
