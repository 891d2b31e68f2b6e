"""How a person gets in for the first time: a one-time code from the command line becomes a password of their own.

There are no default accounts and no public sign-up; whoever can run commands on the machine lets the first one in.
"""

import hashlib
from datetime import timedelta

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import Invitation, User
from kindline.sealing.codes import new_code, tidy
from kindline.sealing.errors import BadCode

LENGTH = 20
HOURS = 72


class NotInvited(ValueError):
    """No such code, used before, or too old: the same answer for all."""


class OneTimeCode:
    """The code, shown once; hidden in every repr."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "OneTimeCode(…)"


@transaction.atomic(using="core")
def invite(user: User, *, by: str) -> OneTimeCode:
    """A fresh code for this person; an earlier one stops working, and so does a password they had."""
    code = OneTimeCode(new_code(length=LENGTH))
    user.set_unusable_password()
    user.save()
    Invitation.objects.update_or_create(
        user=user,
        defaults={
            "code_sha256": _digest(code.reveal()),
            "made_by": by,
            "expires_at": clock.now() + timedelta(hours=HOURS),
        },
    )
    also = {"also": user.also} if user.also else {}
    record("person.invited", subject=user.pk, by=by, facts={"role": user.role} | also)
    return code


def invited(code: str) -> User:
    """Whose code this is; NotInvited when it is nobody's."""
    found = Invitation.objects.filter(code_sha256=_digest(code), expires_at__gt=clock.now(), user__is_active=True)
    invitation = found.select_related("user").first()
    if invitation is None:
        raise NotInvited
    return invitation.user


@transaction.atomic(using="core")
def accept(code: str, *, password: str) -> User:
    """Exchange the code for a password; of two who try at once, one gets in. The caller has checked the password."""
    user = invited(code)
    deleted, _ = Invitation.objects.filter(user=user, code_sha256=_digest(code)).delete()
    if not deleted:
        raise NotInvited
    user.set_password(password)
    user.save()
    record("person.came-in", subject=user.pk, by=f"user:{user.pk}")
    return user


def _digest(code: str) -> str:
    try:
        return hashlib.sha256(tidy(code, length=LENGTH).encode()).hexdigest()
    except BadCode:
        raise NotInvited from None
