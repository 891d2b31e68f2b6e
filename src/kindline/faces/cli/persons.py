"""A person at the terminal proves who they are: a name of this installation and six digits of their own app."""

import getpass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kindline.kernel.people.models import User


class NotProved(PermissionError):
    """No such person, no second factor, or other digits than the app shows."""


def proved(username: str, code: str = "") -> "User":
    """The person; asks for the digits unless they are given. NotProved in every other case, without saying which."""
    from allauth.mfa.models import Authenticator

    from kindline.kernel.people.models import User

    digits = code or getpass.getpass(f"six digits of {username}'s authenticator app: ")
    user = User.objects.filter(username=username, is_active=True).first()
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() if user else None
    if user is None or app is None or not app.wrap().validate_code(digits.strip()):
        raise NotProved("not proved: the name and the six digits do not belong together")
    return user
