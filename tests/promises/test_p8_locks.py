"""P8: what the register calls sealed content of a report lies under a key that can be destroyed. New fields too."""

import pytest
from django.apps import apps
from django.db.models import BinaryField

from kindline.kernel.outbox.models import Parcel
from kindline.kernel.register import fields
from kindline.sealing.erasable import is_locked
from kindline.services.hotline import mailbox
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
# Why each of these needs no lock of its own.
ELSEWHERE = {
    ("hotline.Released", "sealed"): "under a key whose only wrap is locked",
    ("hotline.Decision", "claims_sealed"): "under a key whose only wrap is locked",
    ("hotline.BlindTag", "tag"): "a keyed hash: it says nothing, and ends with its epoch's key",
    ("intake.Message", "for_reporter"): "opens with the reporter's own code alone",
    ("intake.Envelope", "blind"): "gone once it is admitted",
}


def sealed_columns() -> set[tuple[str, str]]:
    """The binary columns that the register calls sealed and lets end with the report."""
    entries = [entry for entry in fields.entries() if entry.sealed and entry.rule == "report"]
    named = {(entry.model, name) for entry in entries for name in entry.names}
    return {(m, n) for m, n in named if isinstance(apps.get_model(m)._meta.get_field(n), BinaryField)}


def test_everything_sealed_about_a_report_lies_under_its_erasable_key(play: Play) -> None:
    code = play.file("https://album.test/a", "https://album.test/b", identity="ring 02 555 00 00")
    play.rounds()
    box = mailbox.find(code.display())
    assert box
    mailbox.ask(box, text="how long does it take?")
    play.judge()
    play.rounds()
    play.confirm()
    play.later(minutes=20)
    play.judge()
    seen, bare = set[tuple[str, str]](), set[tuple[str, str]]()
    for model, name in sealed_columns() - set(ELSEWHERE):
        rows = apps.get_model(model)._default_manager.all()
        # A mail says that notice N waits, and where; its code opens what lies locked.
        rows = rows.exclude(channel="mail") if apps.get_model(model) is Parcel else rows
        cells = [bytes(cell) for cell in rows.values_list(name, flat=True) if cell]
        seen |= {(model, name)} if cells else set()
        bare |= {(model, name)} if not all(map(is_locked, cells)) else set()
    assert bare == set()
    assert {model for model, _ in seen} >= {
        "outbox.Parcel", "outbox.Acknowledgement", "hotline.Answer", "hotline.Released", "hotline.Decision",
        "hotline.Notice", "intake.Message",
    }  # fmt: skip


def test_no_exception_is_kept_for_a_column_that_is_no_more() -> None:
    assert set(ELSEWHERE) <= sealed_columns()
