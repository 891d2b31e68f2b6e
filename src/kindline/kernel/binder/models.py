"""What a person states about a requirement that no system can show. Append-only: the newest counts."""

import uuid
from typing import Any

from django.db import models


class Statement(models.Model):
    """One person's word on one requirement, with the day until which it is meant to hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    standard = models.CharField(max_length=60)
    requirement = models.CharField(max_length=60)
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["standard", "requirement", "at"], name="statement_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValueError("A statement is not changed; a newer one stands beside it.")
        super().save(*args, **kwargs)
