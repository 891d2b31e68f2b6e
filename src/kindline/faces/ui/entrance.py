"""The first minutes of a person: the one-time code, a password of their own, a second factor, the undertaking."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from kindline.faces.ui.staff import has_second_factor
from kindline.kernel.people import invitations
from kindline.kernel.people.secrecy import sign_undertaking


class WelcomeForm(forms.Form):
    """The code from the command line and a password that only this person knows."""

    code = forms.CharField(
        label=gettext_lazy("Your one-time code"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A new password"),
        help_text=gettext_lazy("At least 14 characters. Four or five words that do not belong together are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=gettext_lazy("The same password again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_code(self) -> str:
        try:
            self.user = invitations.invited(self.cleaned_data["code"])
        except invitations.NotInvited:
            raise ValidationError(_("This code is not valid any more. Ask for a new one.")) from None
        return self.cleaned_data["code"]

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], getattr(self, "user", None))
        return self.cleaned_data["password"]

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password", self.cleaned_data["repeated"]):
            raise ValidationError(_("The two passwords differ."))
        return self.cleaned_data["repeated"]


@sensitive_post_parameters()
def welcome(request: HttpRequest) -> HttpResponse:
    """Exchanges a one-time code for a password, then leads on to the second factor."""
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(form.cleaned_data["code"], password=form.cleaned_data["password"])
        except invitations.NotInvited:
            form.add_error("code", _("This code is not valid any more. Ask for a new one."))
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            record_authentication(request, user, method="password", reauthenticated=True)
            return redirect("mfa_index")
    return render(request, "ui/welcome.html", {"form": form})


def undertaking(request: HttpRequest) -> HttpResponse:
    """The undertaking of professional secrecy, signed by a POST; the log keeps the hash of the text that was shown."""
    # Whoever is licensed to assess opens addresses as their work; the others never do.
    user: Any = request.user
    text = render_to_string("ui/undertaking_text.html", {"assesses": user.has_role("analyst")})
    if request.method == "POST" and request.POST.get("undertake") == "yes":
        sign_undertaking(user, text_sha256=hashlib.sha256(text.encode()).hexdigest())
        return redirect("/")
    return render(request, "ui/undertaking.html", {"text": text, "missing": request.method == "POST"})


def proving(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who makes a second factor holds it: no need to prove it once more in the same session."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and has_second_factor(request.user):
            record_authentication(request, request.user, method="mfa")  # type: ignore[arg-type]
        return response

    return inside
