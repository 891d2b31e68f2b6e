"""Professional secrecy is undertaken in writing before the first access (HOUSE P9)."""

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User


@transaction.atomic(using="core")
def sign_undertaking(user: User, *, text_sha256: str) -> User:
    """Note that this person signed, when, and which text by its hash; signing again changes nothing."""
    if user.undertaking_signed_at is None:
        user.undertaking_signed_at = clock.now()
        user.save(update_fields=["undertaking_signed_at"])
        record(
            "person.undertook-secrecy",
            subject=user.pk,
            by=f"user:{user.pk}",
            facts={"text_sha256": text_sha256, "language": user.language},
        )
    return user
