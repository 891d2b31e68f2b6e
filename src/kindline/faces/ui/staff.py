"""The staff's door: closed unless a view says for whom it opens."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kindline.kernel import clock

SEEN = "seen"


def public(view: Any) -> Any:
    """Marks a view of a staff face that needs no sign-in."""
    view.is_public = True
    return view


def signed_in(view: Any) -> Any:
    """Marks a view that a person may reach before the second factor and the undertaking: the pages that make them."""
    view.needs_only_sign_in = True
    return view


def allow(*roles: str) -> Callable[[Any], Any]:
    """Marks the roles for which a view opens; a view without this mark opens for nobody."""

    def mark(view: Any) -> Any:
        view.allowed_roles = roles
        return view

    return mark


def is_public(view: Any) -> bool:
    # Sign-in and second factor are allauth's own pages; it guards each of them itself.
    return getattr(view, "is_public", False) or getattr(view, "__module__", "").startswith("allauth.")


class StaffDoor:
    """Deny by default: signed in, with a second factor, bound to secrecy in writing, in an allowed role, not idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user: Any = request.user
        if user.is_authenticated and is_idle(request):
            logout(request)
        if is_public(view):
            return None
        if not request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        if getattr(view, "needs_only_sign_in", False):
            return None
        if not has_second_factor(user):
            return redirect(getattr(settings, "SECOND_FACTOR_URL", "mfa_index"))
        if user.undertaking_signed_at is None:
            return redirect(getattr(settings, "UNDERTAKING_URL", "/undertaking/"))
        if not user.has_role(*getattr(view, "allowed_roles", ())):
            raise PermissionDenied
        return None


def is_idle(request: HttpRequest) -> bool:
    """Whether this session rested longer than staff may leave a desk; notes the moment otherwise."""
    moment = int(clock.now().timestamp())
    last = request.session.get(SEEN, moment)
    request.session[SEEN] = moment
    return moment - last > settings.STAFF_IDLE_SECONDS


def has_second_factor(user: Any) -> bool:
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()
