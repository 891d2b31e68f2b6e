"""Sign-in of staff: allauth's pages for password, authenticator app and passkey, and nothing else of it.

No sign-up, no e-mail, no password by mail: who lost everything gets a new one-time code from the command line.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.db import transaction
from django.urls import path

from kindline.faces.ui import entrance
from kindline.faces.ui.staff import enrolling, public, signed_in, unbound


def whole(view: Callable[..., Any]) -> Callable[..., Any]:
    """One transaction for the page: allauth opens its own on a database that holds nothing."""

    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using="core"):
            return view(*args, **kwargs)

    return inside


urlpatterns = [
    path("welcome/", public(entrance.welcome), name="welcome"),
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-in/second/", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/inactive/", public(account.account_inactive), name="account_inactive"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("again/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", signed_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", enrolling(mfa.index), name="mfa_index"),
    path("second-factor/app/", enrolling(entrance.proving(whole(totp.activate_totp))), name="mfa_activate_totp"),
    path("second-factor/app/remove/", unbound(whole(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("second-factor/passkeys/", enrolling(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path(
        "second-factor/passkeys/add/",
        enrolling(entrance.proving(whole(passkeys.add_webauthn))),
        name="mfa_add_webauthn",
    ),
    path("second-factor/passkeys/<int:pk>/remove/", unbound(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("second-factor/codes/", enrolling(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", unbound(whole(codes.generate_recovery_codes)), name="mfa_generate_recovery_codes"),
    path("undertaking/", unbound(entrance.undertaking), name="undertaking"),
]
