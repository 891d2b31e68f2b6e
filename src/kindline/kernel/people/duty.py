"""Who is on duty: said by the person, kept on their row, noted in the log."""

from django.db import transaction

from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User


@transaction.atomic(using="core")
def go_on_duty(user: User, *, on_duty: bool) -> User:
    """Take or hand over the duty."""
    if user.on_duty != on_duty:
        user.on_duty = on_duty
        user.save(update_fields=["on_duty"])
        record("duty.began" if on_duty else "duty.ended", subject=user.pk, by=f"user:{user.pk}")
    return user
