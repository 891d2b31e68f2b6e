"""Checking the log: every row of it, its order, its end, its signatures, and a witness's copy (P7)."""

from collections.abc import Iterable, Iterator

from kindline.kernel import vault
from kindline.kernel.audit.models import Checkpoint, Detail, Entry, TreeHead
from kindline.kernel.audit.record import leaf_id
from kindline.sealing.checkpoint import Checkpoint as Note
from kindline.sealing.checkpoint import parse_checkpoint
from kindline.sealing.errors import SealingError
from kindline.sealing.merkle import CompactRange, leaf_hash



def problems(witnessed: Iterable[str] = ()) -> Iterator[str]:
    """Each thing that is wrong, naming the entry; nothing when the log stands. `witnessed` are notes kept outside."""
    notes, roots = {}, {}
    for row in Checkpoint.objects.order_by("size"):
        note = _note(row.note)
        if note is None or note.size != row.size:
            yield f"checkpoint {row.size}: not signed by the log, or changed"
        else:
            notes[row.size] = note
    kept = [note for note in map(_note, witnessed) if note]
    wanted = {*notes, *(note.size for note in kept)}
    tree = CompactRange()
    for expected, pair in enumerate(_rows()):
        problem = _entry_problem(expected, *pair)
        if problem:
            yield problem
            return
        tree.append(bytes(pair[0].leaf_hash))
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    yield from _head_problems(tree, notes, kept, roots)


def _rows() -> Iterator[tuple[Entry, Detail | None]]:
    entries = Entry.objects.order_by("index").iterator(chunk_size=5000)
    details = {}
    for entry in entries:
        if not details:
            batch = Detail.objects.filter(entry_id__gte=entry.index).order_by("entry_id")[:5000]
            details = {detail.entry_id: detail for detail in batch}
        yield entry, details.pop(entry.index, None)


def _entry_problem(expected: int, entry: Entry, detail: Detail | None) -> str:
    if entry.index != expected:
        return f"entry {expected}: missing"
    if detail is None:
        return f"entry {entry.index}: its detail is missing and no erasure is on record"
    if leaf_hash(bytes(detail.salt), bytes(detail.payload)) != bytes(entry.leaf_hash):
        return f"entry {entry.index}: content and hash differ"
    if detail.leaf != leaf_id(bytes(detail.salt)):
        return f"entry {entry.index}: leaf id changed"
    return ""


def _head_problems(
    tree: CompactRange, notes: dict[int, Note], kept: list[Note], roots: dict[int, bytes]
) -> Iterator[str]:
    head = TreeHead.objects.first()
    if head and bytes(head.state) != tree.serialize():
        yield f"entry {tree.size}: the tree's head does not match the entries"
    if tree.size and tree.size not in notes:
        yield f"entry {tree.size - 1}: no signed checkpoint covers it"
    for where, note in [*((" stored", n) for n in notes.values()), *((" witnessed", n) for n in kept)]:
        if note.size > tree.size:
            yield f"entry {tree.size}: missing, a{where} checkpoint covers {note.size} entries"
        elif note.size and roots.get(note.size) != note.root:
            yield f"entry {note.size - 1}: the root differs from a{where} checkpoint of {note.size} entries"


def _note(text: str) -> Note | None:
    try:
        return parse_checkpoint(text, vault.verify_key("log"))
    except (SealingError, ValueError):
        return None
