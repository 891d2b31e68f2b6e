"""Checking the log: every row of it, its order, its end, its signatures, and a witness's copy (P7).

Every column of every row is bound: an entry's number by its place, its hash by salt and payload, the leaf's id by the
salt, the head by the entries, a checkpoint by its signature. Two things only a witness can show: entries cut off
together with every later checkpoint and a head rewritten to match, and a log rewritten by whoever holds the log's own
key. Not covered is the moment, less than a second while a worker runs, between an act and the numbering of its leaf:
a leaf removed from the waiting table in that moment was never in the tree.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connections

from kindline.kernel import vault
from kindline.kernel.audit.models import Checkpoint, Detail, Entry, TreeHead
from kindline.kernel.audit.record import leaf_id
from kindline.sealing.checkpoint import Checkpoint as Note
from kindline.sealing.checkpoint import parse_checkpoint
from kindline.sealing.errors import SealingError
from kindline.sealing.merkle import CompactRange, leaf_hash

SALT_BYTES = 16
BATCH = 5000
# What the database or Django raises for a value that cannot stand in its column.
UNREADABLE = (ValueError, TypeError, OverflowError)


def problems(witnessed: Iterable[str] = (), answered: Iterable[tuple[int, bytes]] = ()) -> Iterator[str]:
    """Each thing that is wrong, naming the entry; nothing when the log stands.

    `witnessed` are notes kept outside; `answered` the sizes and roots that others signed for.
    """
    with _one_moment():
        notes, roots = dict[int, Note](), dict[int, bytes]()
        yield from _stored(notes)
        kept, signed = list[Note](), list(answered)
        yield from _witnessed(witnessed, kept)
        tree = CompactRange()
        wanted = {*notes, *(note.size for note in kept), *(size for size, _ in signed)}
        for problem in _entries(tree, wanted, roots):
            yield problem
            return
        yield from _head_problems(tree, notes)
        yield from _root_problems(tree, "a stored checkpoint", _heads(notes.values()), roots)
        yield from _root_problems(tree, "a witnessed checkpoint", _heads(kept), roots)
        yield from _root_problems(tree, "a signed answer", signed, roots)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as of one moment, without keeping those who write from writing."""
    connection = connections["core"]
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _stored(notes: dict[int, Note]) -> Iterator[str]:
    for size, text in Checkpoint.objects.order_by("size").values_list("size", "note"):
        note = _note(text)
        if note is None or note.size != size:
            yield f"checkpoint {size}: not signed by the log, or changed"
        else:
            notes[size] = note


def _witnessed(texts: Iterable[str], kept: list[Note]) -> Iterator[str]:
    for number, text in enumerate(texts, start=1):
        note = _note(text)
        if note is None:
            yield f"witnessed checkpoint {number}: not signed by the log, or changed"
        else:
            kept.append(note)


def _entries(tree: CompactRange, wanted: set[int], roots: dict[int, bytes]) -> Iterator[str]:
    """Grow the tree over the entries in order, noting the wanted roots; the first thing wrong ends it."""
    size = Entry.objects.count()
    for start in range(0, size, BATCH):
        hashes, details = _batch(Entry, start, "leaf_hash"), _batch(Detail, start, "leaf", "salt", "payload")
        for index in range(start, min(start + BATCH, size)):
            problem = _entry_problem(index, hashes.get(index), details.get(index))
            if problem:
                yield problem
                return
            tree.append(_bytes(hashes[index][0]) or b"")
            if tree.size in wanted:
                roots[tree.size] = tree.root()
    if Detail.objects.count() != size:
        yield f"entry {size}: a detail without an entry"


def _batch(model: type[Entry] | type[Detail], start: int, *columns: str) -> Mapping[int, tuple[object, ...]]:
    rows = model.objects.filter(pk__gte=start, pk__lt=start + BATCH)
    try:
        return {row[0]: row[1:] for row in rows.values_list("pk", *columns)}
    except UNREADABLE:
        # One row cannot be read: ask for each by its number, so that the right one is named.
        return dict(_one_by_one(model, start, columns))


def _one_by_one(
    model: type[Entry] | type[Detail], start: int, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    for index in model.objects.filter(pk__gte=start, pk__lt=start + BATCH).values_list("pk", flat=True):
        try:
            row = model.objects.filter(pk=index).values_list(*columns).first()
        except UNREADABLE:
            row = tuple(None for _ in columns)
        if row is not None:
            yield index, row


def _entry_problem(index: int, entry: tuple[object, ...] | None, detail: tuple[object, ...] | None) -> str:
    if entry is None:
        return f"entry {index}: missing"
    if detail is None:
        return f"entry {index}: its detail is missing and no erasure is on record"
    (hashed,), (leaf, salt, payload) = map(_bytes, entry), detail
    if hashed is None or len(hashed) != 32 or len(_bytes(salt) or b"") != SALT_BYTES or _bytes(payload) is None:
        return f"entry {index}: unreadable"
    if leaf_hash(_bytes(salt) or b"", _bytes(payload) or b"") != hashed:
        return f"entry {index}: content and hash differ"
    if leaf != leaf_id(_bytes(salt) or b""):
        return f"entry {index}: leaf id changed"
    return ""


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None


def _head_problems(tree: CompactRange, notes: Mapping[int, Note]) -> Iterator[str]:
    heads = [(pk, _bytes(state)) for pk, state in TreeHead.objects.values_list("pk", "state")]
    if heads != ([(1, tree.serialize())] if tree.size or heads else []):
        yield f"entry {tree.size}: the tree's head does not match the entries"
    if tree.size and tree.size not in notes:
        yield f"entry {tree.size - 1}: no signed checkpoint covers it"


def _heads(notes: Iterable[Note]) -> list[tuple[int, bytes]]:
    return [(note.size, note.root) for note in notes]


def _root_problems(
    tree: CompactRange, where: str, heads: Iterable[tuple[int, bytes]], roots: Mapping[int, bytes]
) -> Iterator[str]:
    for size, root in heads:
        if size > tree.size:
            yield f"entry {tree.size}: missing, {where} covers {size} entries"
        elif size and roots.get(size) != root:
            yield f"entry {size - 1}: the root differs from {where} of {size} entries"


def _note(text: object) -> Note | None:
    try:
        return parse_checkpoint(text, vault.verify_key("log")) if isinstance(text, str) else None
    except (SealingError, ValueError):
        return None
