"""Who put which mandate in force, and from which moment: two persons on the record, beside the two signatures."""

import uuid

from django.db import models


class Activation(models.Model):
    """One person asked that a signed mandate apply from a moment on; it does once another agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mandate = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    applies_from = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=150, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(agreed_by=models.F("asked_by")), name="four_eyes_are_two_people")
        ]
