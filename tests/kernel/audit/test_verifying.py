"""Whatever is changed in the log shows, and the entry is named (P7)."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connections, models, transaction

from kindline.kernel.audit.models import Checkpoint, Detail, Entry, TreeHead
from kindline.kernel.audit.record import OutsideTransaction, record
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.audit.verifying import problems
from kindline.sealing.merkle import CompactRange
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases=["core", "intake"])
TABLES = (Entry, Detail, Checkpoint, TreeHead)
COLUMNS = [(model, field) for model in TABLES for field in model._meta.concrete_fields]


def act(times: int = 1) -> None:
    for number in range(times):
        with transaction.atomic("core"):
            record("test.acted", subject=f"noun-{number}", by="somebody", facts={"number": number})
    sequence()


@pytest.fixture
def log(installation: Installation) -> None:
    """Nine entries under three checkpoints, of acts in both databases."""
    act(3)
    with transaction.atomic("intake"):
        record("test.accepted", subject="noun", by="site", using="intake")
    act(2)
    act(3)


def execute(statement: str, *values: Any) -> int:
    """As whoever holds the database file would, past every model and every constraint."""
    with connections["core"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def changed(value: Any) -> Iterator[Any]:
    """Other values of a column: near, far, empty and of another kind."""
    if isinstance(value, int):
        yield from (value + 1, value + 1000, -1)
    elif isinstance(value, str):
        yield from (value + "x", value[:-1] + ("0" if value[-1:] != "0" else "1"), "")
    elif isinstance(value, UUID):
        yield from (UUID(int=value.int ^ 1), UUID(int=0))
    else:
        raw = bytes(value)
        yield from (raw + b"\0", raw[:-1], bytes([raw[0] ^ 1]) + raw[1:], b"")


def cells(model: type[models.Model], field: Any) -> Iterator[tuple[Any, Any]]:
    """(row, value) of every row in a column, as the database holds them."""
    table, key, column = model._meta.db_table, model._meta.pk.column, field.column
    with connections["core"].cursor() as cursor:
        cursor.execute(f'SELECT "{key}", "{column}" FROM "{table}"')
        yield from cursor.fetchall()


def test_an_untouched_log_stands(log: None) -> None:
    assert list(problems()) == []
    assert Entry.objects.count() == 9 and Checkpoint.objects.count() >= 3


def test_every_column_of_the_log_is_tried() -> None:
    assert sorted(f"{model.__name__}.{field.column}" for model, field in COLUMNS) == [
        "Checkpoint.note", "Checkpoint.size", "Detail.entry_id", "Detail.leaf", "Detail.payload", "Detail.salt",
        "Entry.index", "Entry.leaf_hash", "TreeHead.id", "TreeHead.state",
    ]  # fmt: skip


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=[f"{m.__name__}.{f.column}" for m, f in COLUMNS])
def test_no_column_of_any_row_can_be_changed_unseen(log: None, model: type[models.Model], field: Any) -> None:
    table, key, column = model._meta.db_table, model._meta.pk.column, field.column
    tried = 0
    for row, value in list(cells(model, field)):
        for other in changed(value):
            with Undone() as undone:
                if not undone.can(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', other, row):
                    continue
                found = list(problems())
                assert found, f"{model.__name__} {row}: {column} = {other!r}"
                assert re.match(r"(entry|checkpoint) -?\d+: ", found[0])
                if model in (Entry, Detail) and column not in ("index", "entry_id"):
                    assert found[0].startswith(f"entry {row}: ")
                tried += 1
    assert tried
    assert list(problems()) == []


@pytest.mark.parametrize("model", TABLES)
def test_no_row_can_be_removed_unseen(log: None, model: type[models.Model]) -> None:
    last = Checkpoint.objects.order_by("-size").first()
    for row in model._default_manager.values_list("pk", flat=True):
        with Undone() as undone:
            assert undone.can(f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s', row)
            found = list(problems())
        # An older checkpoint is a copy of what the newest covers; a witness may keep it, we may forget it.
        assert found or (model is Checkpoint and last and row != last.size)


def test_entries_cannot_change_places(log: None) -> None:
    for table, key in (("audit_entry", "index"), ("audit_detail", "entry_id")):
        with Undone() as undone:
            for place, to in ((3, 100), (4, 3), (100, 4)):
                assert undone.can(f'UPDATE "{table}" SET "{key}" = %s WHERE "{key}" = %s', to, place)
            assert list(problems()) == ["entry 3: content and hash differ"]
    with Undone() as undone:
        for table, key in (("audit_entry", "index"), ("audit_detail", "entry_id")):
            for place, to in ((3, 100), (4, 3), (100, 4)):
                assert undone.can(f'UPDATE "{table}" SET "{key}" = %s WHERE "{key}" = %s', to, place)
        assert any("root differs" in problem or "head" in problem for problem in problems())


def cut(undone: "Undone", size: int) -> None:
    """The last entries go, with their details and every checkpoint over them."""
    for statement in (
        "DELETE FROM audit_detail WHERE entry_id >= %s",
        'DELETE FROM audit_entry WHERE "index" >= %s',
        "DELETE FROM audit_checkpoint WHERE size > %s",
    ):
        assert undone.can(statement, size)


def test_rows_cut_off_at_the_end_show_by_the_head_and_the_checkpoints(log: None) -> None:
    with Undone() as undone:
        cut(undone, 7)
        assert [problem for problem in problems() if problem.startswith(("entry 6", "entry 7"))]


def test_a_cut_that_covers_every_trace_shows_to_a_witness_alone(log: None) -> None:
    newest = Checkpoint.objects.order_by("-size")[0].note
    early = Checkpoint.objects.order_by("size")[0]
    head = TreeHead.objects.get()
    with Undone() as undone:
        cut(undone, early.size)
        state = rebuilt(early.size)
        assert undone.can("UPDATE audit_treehead SET state = %s", state) and state != bytes(head.state)
        assert list(problems()) == []
        assert list(problems([newest])) == [f"entry {early.size}: missing, a witnessed checkpoint covers 9 entries"]
        answered = [(early.size, tree_root(early.size)), (9, bytes(32))]
        assert list(problems([], answered)) == [f"entry {early.size}: missing, a signed answer covers 9 entries"]
        assert list(problems([], [(early.size, bytes(32))])) == [
            f"entry {early.size - 1}: the root differs from a signed answer of {early.size} entries"
        ]


def tree_root(size: int) -> bytes:
    return CompactRange.deserialize(rebuilt(size)).root()


def rebuilt(size: int) -> bytes:
    tree = CompactRange()
    for hashed in Entry.objects.filter(index__lt=size).order_by("index").values_list("leaf_hash", flat=True):
        tree.append(bytes(hashed))
    return tree.serialize()


def test_a_witness_that_says_nothing_readable_does_not_pass_for_one(log: None) -> None:
    assert list(problems(["hello"])) == ["witnessed checkpoint 1: not signed by the log, or changed"]


def test_the_log_goes_on_after_its_head_was_signed(log: None) -> None:
    witnessed = Checkpoint.objects.order_by("-size")[0].note
    act(5)
    assert list(problems([witnessed])) == []


@pytest.mark.django_db(transaction=True, databases=["core", "intake"])
def test_nothing_is_recorded_outside_the_transaction_of_its_act(installation: Installation) -> None:
    with pytest.raises(OutsideTransaction):
        record("test.acted", subject="noun", by="somebody")


class Undone:
    """Whatever the thief does inside is undone at the end, so that each theft meets the same log."""

    def __enter__(self) -> "Undone":
        self._whole = transaction.atomic("core")
        self._whole.__enter__()
        with connections["core"].cursor() as cursor:
            if connections["core"].vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            else:
                cursor.execute("SET session_replication_role = replica")
        return self

    def can(self, statement: str, *values: Any) -> bool:
        """Do it; False where the database itself refuses such a value."""
        try:
            with transaction.atomic("core"):
                return bool(execute(statement, *values))
        except Error:
            return False

    def __exit__(self, *_: object) -> None:
        transaction.set_rollback(True, using="core")
        self._whole.__exit__(None, None, None)
        if connections["core"].vendor != "sqlite":
            execute("SET session_replication_role = DEFAULT")
