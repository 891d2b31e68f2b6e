"""What the law asks an organisation to be able to show: who asked, who was told, what was kept back, what is gone."""

import uuid

from django.db import models


class Erasure(models.Model):
    """Something was erased. The ledger beside the keys says the same and outlives every backup of this row."""

    subject = models.UUIDField(primary_key=True)
    cause = models.CharField(max_length=20)  # by_hand | retention | restore
    by = models.CharField(max_length=120)
    at = models.DateTimeField()


class LegalHold(models.Model):
    """While one stands nothing about its subject is erased, by nobody and no clock. Not the police's hold (P11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    authority = models.CharField(max_length=120)
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], condition=models.Q(lifted_at=None), name="legal_hold_stands"),
        ]


class PersonRequest(models.Model):
    """A person asks for what is kept about them (GDPR Art. 15) or for another of their rights."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    right = models.CharField(max_length=20)
    asker = models.CharField(max_length=20)
    subject = models.UUIDField(null=True, db_index=True)
    received_on = models.DateField()
    answer_by = models.DateField()
    taken_by = models.CharField(max_length=120)
    outcome = models.CharField(max_length=20, blank=True)  # granted | partly | refused | withdrawn
    ground = models.CharField(max_length=30, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    # A refusal is looked at again: what harms a child today may not in a year.
    review_on = models.DateField(null=True)


class Disclosure(models.Model):
    """Something under professional secrecy (art. 458 of the penal code) was lawfully told to somebody outside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    subject = models.UUIDField(null=True, db_index=True)
    recipient = models.CharField(max_length=120)
    ground = models.CharField(max_length=30)
    reference = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=30)
    by = models.CharField(max_length=120)
    told_on = models.DateField()
