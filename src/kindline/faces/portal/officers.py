"""Who the officers' pages open for, and what stands around each of them."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kindline.faces.ui.staff import allow, just_proved

officers = allow("officer")


def officer_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page with the officers' navigation; `place` marks where we are."""
    return render(request, f"portal/{template}.html", context, status=status)


def who(request: HttpRequest) -> str:
    """How the log names this officer."""
    return f"user:{request.user.pk}"


def prove_again(request: HttpRequest, *, back: str) -> HttpResponse | None:
    """Asked before parcels leave, even sealed: who left a desk open has not handed it over."""
    if just_proved(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse(back)})}")
