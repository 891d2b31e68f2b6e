"""Exposure in minutes and talks by their day. No column leads from here to a report, an address or a verdict."""

import uuid

from django.db import models

from kindline.kernel.people.models import User


class Exposure(models.Model):
    """From the hand-out of something heavy until it is answered or given back; `seconds` is what counts of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exposures")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_running_exposure_a_person"
            )
        ]
        indexes = [models.Index(fields=["person", "began_at"])]


class Talk(models.Model):
    """A talk that is due: with the group, alone, or after a hard case. Its content is written nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="talks")
    kind = models.CharField(max_length=12)  # group | individual | debrief
    due_on = models.DateField()
    # Done when both say so: the person, and the supervisor who was there.
    person_said_on = models.DateField(null=True)
    supervisor_said_on = models.DateField(null=True)
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(done_on=None), name="one_open_talk_a_kind"
            )
        ]
