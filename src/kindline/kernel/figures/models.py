"""Figures as they were when somebody looked: frozen, numbered, never changed."""

import uuid
from typing import Any

from django.db import models


class Frozen(Exception):
    """A snapshot is never changed and never removed; a changed past is a new version beside the old one."""


class Snapshot(models.Model):
    """One figure of one period, divided one way, as it stood at `as_of`. The log holds its hash (P7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    figure = models.CharField(max_length=60)
    definition_version = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=10)
    by = models.CharField(max_length=30, blank=True)
    version = models.PositiveSmallIntegerField()
    # The exact text that was hashed, so that no engine re-orders it.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    # "" for the first; "changed": other numbers than before; "redefined": counted by another definition.
    flag = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "period", "by", "version"], name="one_figure_version")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Frozen(self.figure)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Frozen(self.figure)
