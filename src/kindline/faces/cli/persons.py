"""Who stands at the terminal: a name and the six digits of that person's authenticator app, as at sign-in."""

import getpass
import json
from pathlib import Path


class NotThem(PermissionError):
    """Nobody of that name, no second factor, or other digits. Which one is not said."""


def recognised(username: str, *, digits: str):
    """The person of that name, if the digits are right."""
    from allauth.mfa.models import Authenticator

    factor = Authenticator.objects.filter(
        user__username=username, user__is_active=True, type=Authenticator.Type.TOTP
    ).first()
    if factor is None or not factor.wrap().validate_code(digits):
        raise NotThem(username)
    return factor.user


def ask(username: str) -> str:
    """The digits, typed without an echo."""
    return getpass.getpass(f"six digits of {username}'s authenticator app: ").strip()


def card(data: Path, username: str) -> str:
    """In a demonstration: the digits that the card of this played person shows now; nothing if there is no card."""
    path = data / "outside" / "desk" / f"{username}.json"
    if not (data / "demo").exists() or not path.exists():
        return ""
    import pyotp

    return str(pyotp.TOTP(json.loads(path.read_text())["secret"]).now())
