"""An appeal, who agreed to it, the portraits it may show, and every place where it stands."""

import uuid

from django.db import models

from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import Stateful
from kindline.services.missing.models import File
from kindline.services.missing.publishing.tables import APPEAL


class Portrait(models.Model):
    """A picture that the family gave, made anew and without what its camera wrote into it, sealed to the desk.

    One that shows what no picture may is kept unseen: sealed to the police's certificate, and to nobody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="portraits")
    sealed = models.BinaryField(default=b"")
    # YYYY, YYYY-MM or YYYY-MM-DD, as far as the family knows it.
    taken_on = models.CharField(max_length=10, blank=True)
    aged = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)
    quarantined = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Appeal(Stateful):
    """One appeal to the public. `sealed` holds the facts until they are published."""

    procedure = APPEAL
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="appeals")
    slug = models.CharField(max_length=12, unique=True)
    sealed = models.BinaryField(default=b"")
    portrait = models.ForeignKey(Portrait, on_delete=models.PROTECT, null=True, related_name="+")
    levels = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=12, blank=True)
    # Of the public copy: brought again until it is the same.
    mirrored = models.CharField(max_length=6, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "mirrored"], name="appeal_to_mirror")]


class Approval(models.Model):
    """One party's word that an appeal may be made; withdrawn, it counts no more. Never changed otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="approvals")
    party = models.CharField(max_length=12)
    # Who said it, in which office, and on what paper.
    sealed = models.BinaryField(default=b"")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "party"], condition=models.Q(withdrawn_at=None), name="one_word_a_party"
            )
        ]


class Helper(models.Model):
    """Somebody who puts posters up and takes them down again: a volunteer or a partner, for one area."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    mailbox = models.EmailField(blank=True)
    area = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="en")
    since = models.DateField()
    ended_on = models.DateField(null=True)


class Spot(models.Model):
    """One place where an appeal stands, who takes it down there, and whether it was seen to be gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="spots")
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=5, blank=True)
    region = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=200)
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="spots")
    put_up_at = models.DateTimeField()
    proof = models.CharField(max_length=200, blank=True)
    recalled_at = models.DateTimeField(null=True)
    down_at = models.DateTimeField(null=True)
    # `seen`: we looked, or somebody who went there did. Without it a place is only said to be gone.
    confirmed = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes = [models.Index(fields=["appeal", "down_at"], name="spot_standing")]


class Alert(models.Model):
    """One message of a Child Alert as it was sent (CAP 1.2); the newest of a file says how long it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=8)
    identifier = models.CharField(max_length=80, unique=True)
    extension = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    over = models.BooleanField(default=False)
    document = models.BinaryField()
    # The facts it was made from, to write what follows it: told to everybody already, and emptied when it is over.
    facts = models.JSONField(default=dict)
    by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["over", "expires_at"], name="alert_running_out")]
