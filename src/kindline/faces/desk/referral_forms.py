"""The forms of a request to another line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk.search_forms import choice, several, text
from kindline.services.missing.referring.asking import Asked
from kindline.services.missing.referring.models import Line

ASKED_FOR = {
    "support_contact_person": _("support the person we name"),
    "share_appeal": _("share our appeal"),
    "consult_national_database": _("look into the national database"),
    "central_authority": _("reach the Central Authority"),
    "identify_referral": _("find who can help there"),
    "other": _("something else, as written"),
}
WITH = {
    "child_protection": _("child protection"),
    "law_enforcement": _("police"),
    "reception_facility": _("reception or shelter"),
    "central_authority": _("Central Authority"),
    "other": _("others"),
}
CONSENTS = {
    "parent_or_guardian": _("a parent or guardian"),
    "family_member": _("somebody of the family"),
    "law_enforcement": _("police"),
    "other": _("others"),
}
OUTCOMES = {
    "supported": _("the person was supported"),
    "appeal_shared": _("the appeal was shared"),
    "child_found": _("the child was found"),
    "handed_on": _("handed on there"),
    "nothing_to_do": _("nothing to do there"),
    "no_answer_here": _("no answer"),
}


class ReferralForm(forms.Form):
    line = forms.ModelChoiceField(
        queryset=Line.objects.none(), label=_("Which line?"), error_messages={"required": _("Choose a line.")}
    )
    asked_for = several(ASKED_FOR, _("What do we ask?"), required=True)
    contact_with = several(WITH, _("Whom shall they reach?"))
    consent_of = several(CONSENTS, _("Who agreed?"), required=True)
    what = text(8_000, _("What they need to know"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which: Any = self.fields["line"]
        which.queryset = Line.objects.order_by("country", "name")
        which.label_from_instance = lambda line: f"{line.country} – {line.name}"

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(data["asked_for"], data["consent_of"], data["contact_with"], data["what"])


class LineForm(forms.Form):
    country = forms.RegexField(
        "^[A-Za-z]{2}$", label=_("Country"), error_messages={"invalid": _("Two letters, such as FR.")}
    )
    name = text(120, _("Name"), required=True)
    mailbox = forms.EmailField(label=_("E-mail"), error_messages={"invalid": _("This is no e-mail address.")})
    pem = text(20_000, _("Its certificate (PEM)"), rows=4, required=True)


class AnswerForm(forms.Form):
    answer = text(100_000, _("The other line’s answer, as it came (JSON)"), rows=4, required=True)


class SaidForm(forms.Form):
    """What they said by telephone."""

    taken = choice({"yes": _("they take it on"), "no": _("they do not take it on")}, _("What did they say?"))
    reference = text(60, _("Their own number"))
