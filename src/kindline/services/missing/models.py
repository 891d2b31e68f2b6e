"""A missing file: codes and times in the clear, everything that is said of a child or a family sealed."""

import uuid

from django.db import models

from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import Stateful
from kindline.services.missing.tables import FILE


class File(Stateful):
    """One disappearance, or one exploitation, of one child or several.

    `sealed` holds names, descriptions, facts and notes (`said`).
    """

    procedure = FILE
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    # A disappearance, or a child that is exploited; the same adviser and the same support for both.
    theme = models.CharField(max_length=12, default="missing")
    # Empty until somebody says it: a kind is never guessed.
    kind_at_opening = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    posture = models.CharField(max_length=12, default="effective")
    gone_from = models.CharField(max_length=12, blank=True)
    reach = models.CharField(max_length=14, blank=True)
    again = models.BooleanField(default=False)
    children = models.PositiveSmallIntegerField(default=0)
    # What the rules propose, and what the authority decided: two words that never overwrite each other.
    proposed = models.BooleanField(default=False)
    decision = models.CharField(max_length=14, blank=True)
    decided_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    next_contact_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    # When a file that stays unsolved is looked at again, by fresh eyes.
    review_on = models.DateField(null=True)
    sealed = models.BinaryField(default=b"")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_contact_at"], name="missing_by_next_contact"),
            models.Index(fields=["opened_at"], name="missing_of_a_year"),
        ]


class KindChange(models.Model):
    """One kind a file was given, since when and by whom; the first is the kind at opening."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Sighting(models.Model):
    """What one witness saw. `sealed` holds place, time and words (`seen`); its letter to the police is a parcel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    # Empty where nobody knows yet whom the witness saw.
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="sightings")
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=5, blank=True)
    # To the second: how long its way to the police took is a promise that is measured.
    received_at = models.DateTimeField()
    # No certificate to seal to: the police were only told that it waits, and must be called.
    announced_only = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["file", "-received_at"], name="sighting_of_file")]


class OwnCall(models.Model):
    """The child has called. Hidden from the family's side; whether the police are told is decided, and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="own_calls")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # What the child says and wishes, the message home, and why the police are told or not.
    sealed = models.BinaryField(default=b"")
    police = models.CharField(max_length=12)
    message_home = models.BooleanField(default=False)
    passed_on_at = models.DateTimeField(null=True)


class SameChild(models.Model):
    """Two files about one child: asked by one person with a reason, agreed by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="two_files_are_linked_once")]


class Relative(models.Model):
    """The page of one named person of the family: which page it is, and what was shared on it and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="relatives")
    # Name, relation and telephone, and what was shared.
    sealed = models.BinaryField(default=b"")
    # What this person may know of; never where the child is.
    may_know = models.JSONField(default=list)
    language = models.CharField(max_length=5)
    page = models.UUIDField(null=True)
    consent_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
