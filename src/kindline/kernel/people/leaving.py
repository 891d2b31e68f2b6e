"""When a person leaves: the account is closed, never deleted, for the record names it."""

from django.db import transaction

from kindline.kernel.audit.record import record
from kindline.kernel.people.models import Invitation, User


@transaction.atomic(using="core")
def close_account(user: User, *, by: str) -> User:
    """Nobody signs in with it any more; open sessions end with their next request."""
    user.is_active = user.on_duty = False
    user.set_unusable_password()
    user.save()
    Invitation.objects.filter(user=user).delete()
    record("person.closed", subject=user.pk, by=by)
    return user
