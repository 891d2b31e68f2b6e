"""What happened to a noun, and by when something else must: events and deadlines."""

import uuid

from django.db import models


class Event(models.Model):
    """One move of one noun. Append-only; the state column of a noun repeats the last of these."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=40)
    noun = models.UUIDField(db_index=True)
    verb = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    by = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()


class Deadline(models.Model):
    """By when a role must have done something, and what follows when it has not (P3, P4). Runs 24 hours, 7 days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    noun = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    follows = models.CharField(max_length=40)
    met_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    # A hold stops the clock without showing it outside (P11).
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "kind"], condition=models.Q(met_at=None, expired_at=None), name="one_running_clock"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(met_at=None, expired_at=None, stopped_at=None),
                name="deadline_running",
            ),
            models.Index(
                fields=["noun", "kind", "due_at"],
                condition=models.Q(met_at=None, stopped_at=None),
                name="deadline_unmet",
            ),
            models.Index(fields=["due_at"], condition=models.Q(met_at=None, stopped_at=None), name="deadline_late"),
        ]


class Counter(models.Model):
    """Display numbers: one row per series, advanced atomically, never shown to reporters."""

    series = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
