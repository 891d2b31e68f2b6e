"""Reading a file: the leaf is committed first, with who read it (P7)."""

from django.db import transaction

from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.services.missing import said
from kindline.services.missing.models import File


def read(file: File, *, by: User) -> said.Said:
    """What is said in it; KeyGone once it is erased."""
    with transaction.atomic(using="core"):
        record("missing.read", subject=file.pk, by=f"user:{by.pk}")
    return said.opened(file)
