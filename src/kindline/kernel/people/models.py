"""People who work here or with us: staff of the hotline and officers of an authority."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a person is here for; permissions follow from it and from nothing else."""

    OPERATOR = "operator", "hotline operator"
    SUPERVISOR = "supervisor", "hotline supervisor"
    ANALYST = "analyst", "licensed analyst"
    COUNSELLOR = "counsellor", "counsellor"
    OFFICER = "officer", "police officer"
    INSTALLER = "installer", "operator of the installation"


# Who works for the hotline may also work at the line; nobody else has two parts here.
ALSO = ((Role.COUNSELLOR.value, Role.COUNSELLOR.label),)
WITH_ANOTHER = (Role.OPERATOR, Role.SUPERVISOR)


class User(AbstractUser):
    """A person with a sign-in. Officers also have a signing key whose private half we never see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    # A second part, on top of the role: what each of the two opens is open, and nothing more.
    also = models.CharField(max_length=20, choices=ALSO, blank=True, default="")
    language = models.CharField(max_length=5, default="en")
    # Professional secrecy is undertaken in writing before the first access (art. 458 of the penal code, HOUSE P9).
    undertaking_signed_at = models.DateTimeField(null=True)
    # An officer's or analyst's authority and the public half of the key that signs answers.
    authority = models.CharField(max_length=60, blank=True)
    answer_key = models.CharField(max_length=120, blank=True)
    on_duty = models.BooleanField(default=False)

    REQUIRED_FIELDS = []

    def has_role(self, *roles: str) -> bool:
        """Whether this active person holds one of the roles, as the first or as the second."""
        return self.is_active and (self.role in roles or (self.also != "" and self.also in roles))


class Licence(models.Model):
    """What the competent authority allowed an analyst, and for how long. Without one nothing is handed out."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="licence")
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField()


class Invitation(models.Model):
    """A one-time code for making a first password. Only its hash is kept; 100 random bits need no salt."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="invitation")
    code_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
