"""Organisations whose machines speak with ours: who they are, what each may do, with which keys, from when until when.

No secret lies here: public keys, hashes of what was asked, and answers that carry codes and counts only.
"""

from django.db import models


class Kind(models.TextChoices):
    """What a partner is to us; what it may do follows (`scopes.MAY`)."""

    AUTHORITY = "authority", "an authority that the mandate names"
    PROVIDER = "provider", "a provider in our directory"
    MEMBER = "member", "a member hotline"
    SITE = "site", "a site that offers our report form"


class Partner(models.Model):
    """One organisation's system. `speaks_for` names its thing with us: an authority, a provider or a member by id."""

    id = models.SlugField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    speaks_for = models.CharField(max_length=80, blank=True)
    scopes = models.JSONField(default=list)
    # SHA-256 of the client certificate that the front must have seen; empty where none is asked for.
    certificate = models.CharField(max_length=64, blank=True)
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # When its next ordinary request is due at its steady pace; see `pacing`.
    paced_to = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "speaks_for"])]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="partner_kind_known")]

    def __str__(self) -> str:
        return f"partner {self.id} ({self.kind})"


class PartnerKey(models.Model):
    """A public key of a partner: it signs requests, or things are sealed to it. Rotated by adding the next one."""

    key_id = models.CharField(max_length=40, primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="keys")
    use = models.CharField(max_length=8)  # signing | opening
    public = models.CharField(max_length=120)
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True)


class UsedAssertion(models.Model):
    """An assertion already used. Its uniqueness is what refuses a replay, under any number of processes."""

    digest = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(db_index=True)


class Remembered(models.Model):
    """A request under an idempotency key and the answer it got; `status` 0 while it is being worked on."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="remembered")
    key = models.CharField(max_length=64)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=bytes)
    kind = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="one_answer_a_key")]
