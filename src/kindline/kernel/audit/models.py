"""The log nobody can quietly rewrite: leaves waiting, entries in the tree, signed checkpoints (P7)."""

from django.db import models

from kindline.kernel.audit.leaf import WaitingLeaf


class Leaf(WaitingLeaf):
    """A leaf of an act in the core database."""


class Entry(models.Model):
    """A numbered leaf: what the tree covers. Never updated; its detail may be erased, the hash stays."""

    index = models.BigIntegerField(primary_key=True)
    leaf_hash = models.BinaryField()


class Detail(models.Model):
    """What an entry says, with its salt. Erasing this row forgets the content and keeps the tree verifiable."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="detail")
    leaf = models.UUIDField(unique=True)
    salt = models.BinaryField()
    payload = models.BinaryField()


class Checkpoint(models.Model):
    """A signed note over (size, root): hand-over receipts carry it, witnesses keep it."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()


class TreeHead(models.Model):
    """The appendable form of the tree: derived from the entries, kept so that appending costs no reading."""

    state = models.BinaryField()
