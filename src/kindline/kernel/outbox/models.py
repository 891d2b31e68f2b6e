"""What leaves the house: parcels, attempts to carry them, holds upon them, the word of the receiver (P4, P11)."""

import uuid

from django.db import models


class State(models.TextChoices):
    """Where a parcel is. `dead` and `expired` are ends that somebody must look at; `kept` never leaves: an exercise."""

    WAITING = "waiting"
    HELD = "held"
    OFFERED = "offered"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    EXPIRED = "expired"
    DEAD = "dead"
    CANCELLED = "cancelled"
    KEPT = "kept"


# In these a parcel has not left: a hold or a cancellation still stops it.
NOT_LEFT = (State.WAITING, State.HELD, State.OFFERED)
URGENT = 0


class Parcel(models.Model):
    """Something promised to a recipient, written in the transaction of the decision that promised it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField(db_index=True)
    # Who gets it, as role or id, never as a mail address: "authority:federal-police", "provider:<uuid>", "duty:0".
    recipient = models.CharField(max_length=120, db_index=True)
    channel = models.CharField(max_length=20)
    # Sealed to the recipient, and locked under the erasable keys of what it speaks of. The hash is of what was sealed.
    sealed_body = models.BinaryField()
    body_sha256 = models.CharField(max_length=64)
    group_key = models.CharField(max_length=120, blank=True, default="")
    priority = models.PositiveSmallIntegerField(default=5)
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    # Seconds since the epoch by the database's clock: workers on several machines share no other.
    lease_until = models.BigIntegerField(null=True)
    lease_by = models.CharField(max_length=80, blank=True, default="")
    # Grows with every claim. Whoever holds an older one may no longer move this parcel.
    fencing = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["priority", "next_try"], condition=models.Q(state="waiting"), name="parcel_due"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=["waiting", "offered"], expires_at__isnull=False),
                name="parcel_expiring",
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(state__in=["dead", "expired"]), name="parcel_failed"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="parcel_state_known"),
            models.CheckConstraint(condition=models.Q(priority__lte=9), name="parcel_priority_range"),
        ]

    def __str__(self) -> str:
        return f"parcel {self.id} ({self.kind}, {self.state})"


class Attempt(models.Model):
    """One try at carrying a parcel, written when it begins: one without an end may have left before a crash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="tries")
    fencing = models.BigIntegerField()
    by = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    # A short code. Never the words of a server: they may quote an address.
    detail = models.CharField(max_length=80, blank=True, default="")
    proof = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "fencing"], name="one_attempt_per_claim")]


class Acknowledgement(models.Model):
    """The receiver's signed word that the parcel arrived. The first one counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.OneToOneField(Parcel, on_delete=models.CASCADE, related_name="acknowledgement")
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    proof = models.BinaryField()
    proof_sha256 = models.CharField(max_length=64)


class Hold(models.Model):
    """While this row exists nothing about the subject leaves, not even parcels posted later (P11)."""

    subject = models.UUIDField(primary_key=True)
    by = models.CharField(max_length=120)
    since = models.DateTimeField()
