"""What a reporter leaves: sealed, without a name, without an order, with no time finer than an hour (P1, P5).

This is the whole of the public database. Nothing here refers to a person or to the core database.
"""

from django.db import models

from kindline.kernel.audit.leaf import WaitingLeaf


class Report(models.Model):
    """A report as the site accepted it. Its id comes from the draft, so sending the page twice stores it once."""

    id = models.UUIDField(primary_key=True, editable=False)
    # 40 bits meet by chance before a million reports are filed: look up all, check each verifier.
    locator = models.CharField(max_length=8, db_index=True)
    salt = models.BinaryField()
    verifier = models.BinaryField()
    mailbox_key = models.CharField(max_length=120)
    mandate = models.CharField(max_length=60)
    mandate_sha256 = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=30)
    seen = models.CharField(max_length=30)
    urgent = models.BooleanField(default=False)
    address_count = models.PositiveSmallIntegerField()
    received_hour = models.DateTimeField()
    # What the reporter is told: moved by the daily batch only, coarse, or withheld by the police (P11).
    stage = models.CharField(max_length=12, default="received")
    stage_withheld = models.BooleanField(default=False)


class Envelope(models.Model):
    """One sealed envelope: an address, the account, the identity or a later addition."""

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="envelopes")
    purpose = models.CharField(max_length=12)
    ordinal = models.PositiveSmallIntegerField()
    # SHA-256 over header, wraps and ciphertext: what answers of the police quote.
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    # The hash of the canonical address, sealed to the index worker, dropped once it is indexed.
    blind = models.BinaryField(null=True)
    admitted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["report"], condition=models.Q(admitted=False), name="envelope_waiting"),
        ]


class Message(models.Model):
    """A question about procedure or its answer: sealed to the reporter's mailbox and to the hotline's key."""

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    to_reporter = models.BooleanField()
    for_reporter = models.BinaryField()
    for_staff = models.BinaryField()
    answered = models.BooleanField(default=False)
    # The hotline's copy lies under the report's erasable key: the worker sees to that, for the site has none.
    locked = models.BooleanField(default=False)
    written_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["report"], condition=models.Q(locked=False), name="message_not_locked"),
            models.Index(
                fields=["written_on"],
                condition=models.Q(to_reporter=False, answered=False),
                name="question_waiting",
            ),
        ]


class Leaf(WaitingLeaf):
    """An audit leaf of an act in the public database, waiting for the sequencer."""
