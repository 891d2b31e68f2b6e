"""Who receives: providers and their mailboxes. Authorities and their keys come from the mandate, never from here."""

import uuid
from typing import Any

from django.db import models


class Standing(models.TextChoices):
    """How far a mailbox is known to reach the people it claims to."""

    UNVERIFIED = "unverified", "not yet confirmed"
    VERIFIED = "verified", "confirmed by a person"
    BLOCKED = "blocked", "do not write to"


class Forwarding(models.TextChoices):
    """Whether a provider passes on to its customer what it is told: then a notice warns whoever it is about (P11)."""

    YES = "yes", "forwards to its customer"
    NO = "no", "keeps it to itself"
    UNKNOWN = "unknown", "not known"


class Way(models.TextChoices):
    """How a provider wants to be asked. A form is filled in by a person of ours."""

    PICKUP = "pickup", "picks up with a code and a second factor"
    ENCRYPTED = "encrypted", "encrypted mail"
    FORM = "form", "only through a form of its own"


class Provider(models.Model):
    """A company that hosts or announces a network, known by the identifier its pack gives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    mailbox = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    forwards_to_customer = models.CharField(max_length=8, choices=Forwarding.choices, default=Forwarding.UNKNOWN)
    # Who says so, and where: a flag without a source is a rumour.
    forwards_source = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.PICKUP)
    form_url = models.URLField(max_length=300, blank=True)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.UNVERIFIED)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    # The shared secret of the second factor (RFC 6238), wrapped for the portal's key.
    factor = models.BinaryField(null=True)
    source = models.CharField(max_length=120)
    source_version = models.CharField(max_length=120)


class Change(models.Model):
    """One line of a provider's history: who changed what, when, and on which evidence. Written once, never again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    field = models.CharField(max_length=24)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["provider", "at"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a line of history is written once")
        super().save(*args, **kwargs)


class MemberChange(models.Model):
    """What a person said of one country's member hotline. Append-only: the newest row of a country counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    member = models.BooleanField()
    hotline = models.CharField(max_length=120)
    contact = models.CharField(max_length=120)
    iccam = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=120)
    seen = models.DateField()
    reason = models.CharField(max_length=120)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "number"], name="one_change_a_number")]


class MemberList(models.Model):
    """A list of member countries that decisions rest on, under the hash that they name."""

    version = models.CharField(max_length=64, primary_key=True)
    countries = models.JSONField()
    since = models.DateTimeField()


class Certificate(models.Model):
    """A certificate a provider gave for sealed mail. Known once its reader read back a word we had sealed to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="certificates")
    pem = models.TextField()
    sha256 = models.CharField(max_length=64)
    not_after = models.DateField()
    word_sha256 = models.CharField(max_length=64)
    given_by = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    known_by = models.CharField(max_length=120, blank=True)
    known_at = models.DateTimeField(null=True)
    # A newer one, or a person, took its place.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider"], condition=models.Q(ended_at=None, known_at=None), name="one_certificate_tried"
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=models.Q(ended_at=None, known_at__isnull=False),
                name="one_certificate_known",
            ),
        ]
