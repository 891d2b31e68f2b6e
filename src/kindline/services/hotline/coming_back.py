"""What comes back about a notice, and what a person brings to a provider's form: nouns beside those of `models`."""

import uuid

from django.db import models


class Reply(models.Model):
    """A mail that came back about a notice. Its words lie sealed to the desk's key until somebody asks for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey("hotline.Notice", on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=12)  # kernel.outbox.arrivals.Kind
    code = models.CharField(max_length=12, blank=True)
    sha256 = models.CharField(max_length=64)
    dropped = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(null=True)
    # Whether the worker has laid the erasable keys of its notice's addresses around it.
    locked = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=120, blank=True)
    # How many lines of the notice it answered; none for a mail that said nothing about them.
    lines = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "sha256"], name="one_mail_once")]


class ProviderForm(models.Model):
    """What a person pastes into a provider's own form, sealed to the desk's key until it is sent.

    `items` are the ids of the notice's lines that the text was made from: when they change, it is made anew.
    """

    notice = models.OneToOneField("hotline.Notice", on_delete=models.CASCADE, primary_key=True, related_name="form")
    items = models.JSONField(default=list)
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    reference = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)


class Confirmation(models.Model):
    """Somebody outside confirmed that an address is gone: which office or station, on which day. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey("hotline.Address", on_delete=models.CASCADE, related_name="confirmations")
    source = models.CharField(max_length=12)  # grading.SOURCES
    said_by = models.CharField(max_length=120)
    day = models.DateField()
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()


class Reconciliation(models.Model):
    """A month's list of what was handed over to an authority, frozen and signed; beside it what the authority holds.

    Three signed documents: ours (platform key), theirs (an officer's), and the joint one that names both by hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.CharField(max_length=60)
    month = models.DateField()
    ours = models.BinaryField()
    ours_sha256 = models.CharField(max_length=64)
    sent = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    theirs = models.BinaryField(null=True)
    theirs_sha256 = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=40, blank=True)
    said_at = models.DateTimeField(null=True)
    held = models.PositiveIntegerField(null=True)
    # Ids of reports: handed over and not on their list; on their list and never handed over.
    missing = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    joint = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "month"], name="one_list_a_month")]
