"""A contact, and the blind tags by which it is found again."""

import uuid

from django.db import models

from kindline.kernel.contacts.tables import CONTACT
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import Stateful


class Contact(Stateful):
    """One call, chat, mail, form, visit or paper sheet. `sealed` holds name, number and notes; all else is codes.

    `about_kind` and `about_id` name the file of a duty that this contact belongs to, if it belongs to any.
    """

    procedure = CONTACT
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    channel = models.CharField(max_length=12)
    caller = models.CharField(max_length=20, default="unknown")
    language = models.CharField(max_length=5, blank=True)
    access = models.CharField(max_length=12, blank=True)
    # The language an interpreter is asked for.
    interpreter = models.CharField(max_length=5, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    counsellor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="contacts")
    # When it happened, which for a paper sheet is long before it was entered.
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    sealed = models.BinaryField(default=b"")
    # Counted at each saving: of two windows none overwrites what the other kept.
    revision = models.PositiveIntegerField(default=0)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    # What a telephone exchange said: which one, what stands for its name of the call, and how far the line is.
    exchange = models.CharField(max_length=40, blank=True)
    call = models.BinaryField(null=True, unique=True)
    line = models.CharField(max_length=10, blank=True)  # ringing | answered | over

    class Meta:
        indexes = [
            models.Index(fields=["state", "-started_at"], name="contact_by_state"),
            models.Index(fields=["counsellor", "state"], name="contact_of_counsellor"),
            models.Index(fields=["about_kind", "about_id"], name="contact_about"),
            models.Index(fields=["started_at"], name="contact_of_a_month"),
        ]


class Tag(models.Model):
    """A keyed hash of a telephone number or of one word of a name: equal callers have equal tags."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tags")
    tag = models.BinaryField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "tag"], name="one_tag_a_contact")]
