"""The line's part of the public database: what everybody may read, and what only the desk can open.

Nothing here refers to a person or to the core database; an appeal that has ended keeps its address and nothing else.
"""

from django.db import models


class Appeal(models.Model):
    """One appeal as the public reads it. Ended, it is a tombstone: no facts, no portrait, only that it is over."""

    id = models.UUIDField(primary_key=True, editable=False)
    slug = models.CharField(max_length=12, unique=True)
    live = models.BooleanField(default=True)
    # The public facts (`facts.Facts`) and, once the appeal has ended, an empty object.
    facts = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    portrait = models.BinaryField(default=b"")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["live", "-published_at"], name="appeal_live")]


class Waiting(models.Model):
    """A sighting from the public form until the worker admits it: one copy for the desk, one for the police."""

    id = models.UUIDField(primary_key=True, editable=False)
    # The appeal it answers, if it answers one.
    appeal = models.UUIDField(null=True)
    language = models.CharField(max_length=5)
    received_at = models.DateTimeField()
    for_desk = models.BinaryField()
    for_police = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["received_at"], name="sighting_waiting")]


class FamilyPage(models.Model):
    """A page that one named person opens with a code: what the adviser shared with them, sealed to that code alone."""

    id = models.UUIDField(primary_key=True, editable=False)
    locator = models.CharField(max_length=8, db_index=True)
    salt = models.BinaryField()
    verifier = models.BinaryField()
    mailbox_key = models.CharField(max_length=120)
    # Empty until the adviser shares something, and again once the page is closed.
    sealed = models.BinaryField(default=b"")
    changed_on = models.DateField()
    closed = models.BooleanField(default=False)


class FamilyWord(models.Model):
    """What somebody wrote on their page, sealed to the desk."""

    id = models.UUIDField(primary_key=True, editable=False)
    page = models.ForeignKey(FamilyPage, on_delete=models.CASCADE, related_name="words")
    sealed = models.BinaryField()
    written_on = models.DateField()
    read = models.BooleanField(default=False)
