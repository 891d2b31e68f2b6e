"""Numbering leaves and signing checkpoints: one sequencer, in batches, behind the acts it records (P7)."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import transaction

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.audit.leaf import WaitingLeaf
from kindline.kernel.audit.models import Checkpoint, Detail, Entry, TreeHead
from kindline.kernel.audit.record import LEAF_MODELS
from kindline.sealing.checkpoint import Checkpoint as Note
from kindline.sealing.checkpoint import sign_checkpoint
from kindline.sealing.merkle import CompactRange, leaf_hash

ORIGIN = "kindline.log"


def sequence(*, limit: int = 500) -> int:
    """Bring waiting leaves of every database into the tree and sign the new head; returns how many.

    A leaf of the public database is copied first and removed after: a crash in between copies it no second time.
    The head is signed in the transaction that moved it, so that no entry is ever seen without a checkpoint over it.
    """
    return sum(_bring(using, limit) for using in LEAF_MODELS if using in settings.DATABASES)


def _bring(using: str, limit: int) -> int:
    model: type[WaitingLeaf] = apps.get_model(LEAF_MODELS[using])
    leaves = list(model.objects.using(using).all()[:limit])  # type: ignore[attr-defined]
    if not leaves:
        return 0
    with transaction.atomic(using="core"):
        _append(leaves)
        if using == "core":
            _remove(model, leaves)
        sign_head()
        kill_points.reach("audit.appended")
    if using != "core":
        _remove(model, leaves)
    return len(leaves)


def _remove(model: type[WaitingLeaf], leaves: Iterable[WaitingLeaf]) -> None:
    model.objects.filter(pk__in=[leaf.pk for leaf in leaves]).delete()  # type: ignore[attr-defined]


def _append(leaves: list[WaitingLeaf]) -> None:
    TreeHead.objects.get_or_create(pk=1, defaults={"state": CompactRange().serialize()})
    head = TreeHead.objects.select_for_update().get(pk=1)
    tree = CompactRange.deserialize(bytes(head.state))
    known = set(Detail.objects.filter(leaf__in=[leaf.pk for leaf in leaves]).values_list("leaf", flat=True))
    size, entries, details = tree.size, [], []
    for leaf in leaves:
        if leaf.pk in known:
            continue
        hashed = leaf_hash(bytes(leaf.salt), bytes(leaf.payload))
        tree.append(hashed)
        entries.append(Entry(index=size, leaf_hash=hashed))
        details.append(Detail(entry_id=size, leaf=leaf.pk, salt=leaf.salt, payload=leaf.payload))
        size += 1
    Entry.objects.bulk_create(entries)
    Detail.objects.bulk_create(details)
    TreeHead.objects.filter(pk=1).update(state=tree.serialize())


def sign_head() -> None:
    """Sign the present head, once per size."""
    tree = CompactRange.deserialize(bytes(TreeHead.objects.get(pk=1).state))
    note = sign_checkpoint(
        Note(origin=ORIGIN, size=tree.size, root=tree.root(), day=clock.today()),
        key=vault.signing_key("worker", "log"),
    )
    Checkpoint.objects.get_or_create(size=tree.size, defaults={"note": note})
