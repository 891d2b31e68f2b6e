"""Shifts, what people speak and are trained for, and the notes that one shift leaves to the next."""

import uuid

from django.db import models

from kindline.kernel.people.models import User


class Shift(models.Model):
    """A person at the line, or on call for it, from one moment to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    kind = models.CharField(max_length=10)  # line | on_call
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="shift_by_end")]
        constraints = [models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends")]


class Skills(models.Model):
    """What a person speaks and is trained for, as codes with spaces between them."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="skills")
    languages = models.CharField(max_length=120, blank=True)
    training = models.CharField(max_length=120, blank=True)


class Note(models.Model):
    """What somebody hands over. `sealed` holds the words; it is erased a month later, with its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()


class Receipt(models.Model):
    """That a person has read a note, and when they said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="one_receipt_a_person")]
