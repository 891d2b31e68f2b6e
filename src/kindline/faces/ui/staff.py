"""The staff's door: closed unless a view says for whom it opens.

Every face for staff stands behind it. A view without a mark opens for nobody, so a forgotten mark shows as a refusal.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from kindline.kernel import clock

SEEN, BEGAN = "seen", "began"
# A row written at every click would cost each page three queries; half a minute is fine enough for an idle limit.
NOTE_EVERY = 30
PASSWORD, ENROLLING, FACTORS = "password", "enrolling", "factors"


def public(view: Any) -> Any:
    """Marks a view of a staff face that needs no sign-in."""
    view.is_public = True
    return view


def signed_in(view: Any) -> Any:
    """Marks a view that a password alone opens: the pages on which a person proves who they are once more."""
    view.needs = PASSWORD
    return view


def enrolling(view: Any) -> Any:
    """Marks a view for a person who has no second factor yet; who has one must have proved it."""
    view.needs = ENROLLING
    return view


def unbound(view: Any) -> Any:
    """Marks a view for a person with both factors who has not signed the undertaking yet."""
    view.needs = FACTORS
    return view


def counts_as_rest(view: Any) -> Any:
    """Marks a view that a page asks by itself: its requests do not keep a session that nobody sits at awake."""
    view.is_rest = True
    return view


def allow(*roles: str) -> Callable[[Any], Any]:
    """Marks the roles for which a view opens; a view without this mark opens for nobody."""

    def mark(view: Any) -> Any:
        view.allowed_roles = roles
        return view

    return mark


class StaffDoor:
    """Deny by default: signed in with two factors, bound to secrecy in writing, in an allowed role, not idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.user.is_authenticated and is_over(request, rests=getattr(view, "is_rest", False)):
            logout(request)
        missing = what_is_missing(request, view)
        return lead_to(request, missing) if missing else None


def what_is_missing(request: HttpRequest, view: Any) -> str | None:
    """The page to pass before this one, or None when the door is open; PermissionDenied for another role's page."""
    user: Any = request.user
    needs = getattr(view, "needs", None)
    if getattr(view, "is_public", False):
        return None
    if not user.is_authenticated:
        return settings.LOGIN_URL
    if needs == PASSWORD:
        return None
    if has_second_factor(user):
        if not proved_second_factor(request):
            return "mfa_reauthenticate"
    elif needs != ENROLLING:
        return "mfa_index"
    if needs in (ENROLLING, FACTORS):
        return None
    if user.undertaking_signed_at is None:
        return "undertaking"
    if not user.has_role(*getattr(view, "allowed_roles", ())):
        raise PermissionDenied
    return None


def lead_to(request: HttpRequest, page: str) -> HttpResponse:
    """A redirect of the whole page, also for a request that only wanted a part of one."""
    url = resolve_url(page)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def is_over(request: HttpRequest, *, rests: bool = False) -> bool:
    """Whether this session rested or lasted longer than staff may leave a desk; notes the moment unless it `rests`."""
    moment = int(clock.now().timestamp())
    began = request.session.setdefault(BEGAN, moment)
    seen = request.session.get(SEEN)
    if not rests and (seen is None or moment - seen >= NOTE_EVERY):
        request.session[SEEN] = moment
    rested = 0 if seen is None else moment - seen
    return rested > settings.STAFF_IDLE_SECONDS or moment - began > settings.SESSION_COOKIE_AGE


def has_second_factor(user: Any) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone do not count."""
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def proved_second_factor(request: HttpRequest) -> bool:
    """False for a session that only ever knew the password.

    Such a session may be older than the second factor: made elsewhere before the person enrolled.
    """
    from allauth.account.internal.flows.login import get_authentication_records

    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return "mfa" in methods or "password" not in methods


def just_proved(request: HttpRequest) -> bool:
    """Whether the person proved again within the last minutes who they are: asked before anything leaves the desk."""
    from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

    return did_recently_reauthenticate(request)
