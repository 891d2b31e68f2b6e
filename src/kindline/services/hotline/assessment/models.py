"""Who has which address in hand, and what was said of each. The two never stand in one row (HOUSE P9)."""

import uuid

from django.db import models

from kindline.kernel.people.models import User
from kindline.services.hotline.models import Address, Answer, Report


class Taking(models.Model):
    """One address in the hands of one analyst, or the words of a report that names none. Says nothing of a verdict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, related_name="takings")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="takings")
    # Nothing for a parcel of words alone.
    address = models.ForeignKey(Address, on_delete=models.CASCADE, null=True, related_name="takings")
    parcel = models.UUIDField()
    taken_at = models.DateTimeField()
    # The first hand-out of the sealed envelope; before it nobody was exposed to anything.
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, blank=True)  # answered | handed_back | passed_on | lapsed
    passed_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analyst"], condition=models.Q(ended_at=None), name="one_in_hand"),
            models.UniqueConstraint(fields=["address"], condition=models.Q(ended_at=None), name="one_hand_an_address"),
            models.UniqueConstraint(
                fields=["parcel"], condition=models.Q(ended_at=None, address=None), name="one_hand_a_parcel_of_words"
            ),
        ]


class Opinion(models.Model):
    """What was said of an address, in the order it was said. Who said it stands in the signed document alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="opinions")
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20)
    classification = models.CharField(max_length=20, blank=True)
    instruction = models.CharField(max_length=20, blank=True)
    # The codes of kernel.taxonomy, each with its list and version.
    codes = models.JSONField(default=list)
    # The signed document: in it the sealed release waits until the opinion counts.
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="opinions")
    authority = models.CharField(max_length=60)
    said_at = models.DateTimeField()
    counts_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "number"], name="one_opinion_a_number")]


class ListExport(models.Model):
    """A list of assessments that is to leave the desk: one supervisor asks, another agrees, then it leaves once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    reason = models.CharField(max_length=20)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
