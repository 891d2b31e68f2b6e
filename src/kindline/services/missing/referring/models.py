"""Other 116 000 lines, and what we asked them."""

import uuid

from django.db import models

from kindline.kernel.people.models import User
from kindline.services.missing.models import File


class Line(models.Model):
    """Another country's line, with the certificate it gave us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    mailbox = models.EmailField()
    pem = models.TextField()
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "name"], name="one_line_of_a_name")]


class Referral(models.Model):
    """One request to another line. `sealed` is the message as it left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="referrals")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="referrals")
    sealed = models.BinaryField(default=b"")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    taken = models.BooleanField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
