"""The forms of the registers: what is asked, in words that a supervisor can answer without a lawyer beside them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk import record_phrases as phrases
from kindline.kernel import clock
from kindline.kernel.contacts.models import Contact
from kindline.services.hotline.models import Report

DAY = forms.DateInput(attrs={"type": "date", "class": "short"})
AREA = forms.Textarea(attrs={"rows": 2})
MISSING = {"required": _("This is needed for the register.")}


OR_CONTACT = _("Or that of a contact, such as C-12.")


def _numbered(text: str) -> Report | Contact | None:
    """The report `12`, or the contact `C-12`."""
    digits = text.strip().upper().removeprefix("C").removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        return None
    rows = (Contact if text.strip().upper().startswith("C") else Report).objects
    return rows.filter(number=int(digits)).first()


class AboutReport(forms.Form):
    """A form about one report or contact, by its number; the field holds its id afterwards."""

    report = forms.CharField(max_length=20, label=_("Report number"), help_text=OR_CONTACT, error_messages=MISSING)

    def clean_report(self) -> Any:
        text = self.cleaned_data["report"]
        found = _numbered(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("There is no report with this number."))
        return found and found.pk


class AboutReportMaybe(AboutReport):
    """The same where no report may be known."""

    report = forms.CharField(
        max_length=20, required=False, label=_("Report number, if one is known"), help_text=OR_CONTACT
    )


class HoldForm(AboutReport):
    """Placing a legal hold."""

    authority = forms.CharField(max_length=120, label=_("Which authority asks?"), error_messages=MISSING)
    reference = forms.CharField(max_length=80, label=_("Its reference"), error_messages=MISSING)
    reason = forms.CharField(
        max_length=300,
        widget=AREA,
        label=_("Why?"),
        help_text=_("A sentence or two. Name no address and no person."),
        error_messages=MISSING,
    )


class LiftForm(forms.Form):
    """Lifting one."""

    because = forms.CharField(
        max_length=300,
        widget=AREA,
        label=_("Why is it lifted?"),
        help_text=_("A sentence or two. Name no address and no person."),
        error_messages=MISSING,
    )


class PersonRequestForm(AboutReportMaybe):
    """Taking in a person's request."""

    right = forms.ChoiceField(
        choices=list(phrases.RIGHTS.items()),
        widget=forms.RadioSelect,
        label=_("What is asked?"),
        error_messages=MISSING,
    )
    asker = forms.ChoiceField(
        choices=list(phrases.ASKERS.items()), widget=forms.RadioSelect, label=_("Who asks?"), error_messages=MISSING
    )
    received_on = forms.DateField(widget=DAY, label=_("Received on"), error_messages=MISSING)

    def clean_received_on(self) -> Any:
        if self.cleaned_data["received_on"] > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["received_on"]


class DecisionForm(forms.Form):
    """Deciding it."""

    outcome = forms.ChoiceField(
        choices=list(phrases.OUTCOMES.items()), widget=forms.RadioSelect, label=_("Decision"), error_messages=MISSING
    )
    ground = forms.ChoiceField(
        choices=[("", _("none: it is granted or withdrawn")), *phrases.GROUNDS.items()],
        required=False,
        label=_("Ground, if something is refused"),
    )
    review_on = forms.DateField(
        widget=DAY,
        required=False,
        label=_("Looked at again on, if something is refused"),
        help_text=_("What harms a child today may not in a year."),
    )


class DisclosureForm(AboutReportMaybe):
    """Entering what was told."""

    recipient = forms.CharField(max_length=120, label=_("To whom?"), error_messages=MISSING)
    ground = forms.ChoiceField(
        choices=list(phrases.DISCLOSURE_GROUNDS.items()),
        widget=forms.RadioSelect,
        label=_("On which ground?"),
        error_messages=MISSING,
    )
    what = forms.ChoiceField(
        choices=list(phrases.TOLD.items()), widget=forms.RadioSelect, label=_("What was told?"), error_messages=MISSING
    )
    reference = forms.CharField(max_length=80, required=False, label=_("Reference, if there is one"))
    told_on = forms.DateField(widget=DAY, label=_("Told on"), error_messages=MISSING)

    def clean_told_on(self) -> Any:
        if self.cleaned_data["told_on"] > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["told_on"]
