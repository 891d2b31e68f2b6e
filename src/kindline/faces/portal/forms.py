"""What providers and strangers type. Lengths are bounded; nothing is preselected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kindline.services.hotline.pickup import ACTIONS


class GenuineForm(forms.Form):
    """The two codes that stand in a mail of ours."""

    number = forms.CharField(
        label=_("Notice number"),
        max_length=24,
        error_messages={"required": _("Type the notice number from the mail.")},
        widget=forms.TextInput(attrs={"class": "short key", "autocomplete": "off", "spellcheck": "false"}),
    )
    check_code = forms.CharField(
        label=_("Check code"),
        max_length=24,
        error_messages={"required": _("Type the check code from the mail.")},
        widget=forms.TextInput(attrs={"class": "short key", "autocomplete": "off", "spellcheck": "false"}),
    )


class PickUpForm(forms.Form):
    """Number and code from the mail, six digits from the provider's own authenticator."""

    number = GenuineForm.base_fields["number"]
    code = forms.CharField(
        label=_("Pick-up code"),
        help_text=_("From the same mail. Capitals and hyphens do not matter."),
        max_length=80,
        error_messages={"required": _("Type the pick-up code from the mail.")},
        widget=forms.TextInput(attrs={"class": "key", "autocomplete": "off", "spellcheck": "false"}),
    )
    factor = forms.CharField(
        label=_("Six digits"),
        help_text=_("From the authenticator that we set up with you by phone."),
        max_length=12,
        error_messages={"required": _("Type the six digits that your authenticator shows now.")},
        widget=forms.TextInput(
            attrs={
                "class": "short key",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )


def actions_in(data: dict[str, str]) -> dict[int, str]:
    """`line-1=removed` → {1: "removed"}; empty ones are not yet answered, unknown ones are refused by ValueError."""
    said = {name.removeprefix("line-"): value for name, value in data.items() if name.startswith("line-") and value}
    if not set(said.values()) <= set(ACTIONS):
        raise ValueError("unknown action")
    return {int(line): value for line, value in said.items()}
