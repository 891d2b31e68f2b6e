"""A missing file: codes and times in the clear, everything that is said of a child or a family sealed."""

import uuid

from django.db import models

from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import Stateful
from kindline.services.missing.tables import FILE


class File(Stateful):
    """One disappearance, of one child or several. `sealed` holds names, descriptions, facts and notes (`said`)."""

    procedure = FILE
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
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
