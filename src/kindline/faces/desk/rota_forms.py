"""The rota at the desk: its words, and the form of a shift."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kindline.kernel.contacts.codes import LANGUAGES
from kindline.kernel.people.models import User
from kindline.kernel.rota.planning import KINDS, ROLE

LOCAL = "%Y-%m-%dT%H:%M"
KIND_WORDS = {"line": _("At the line"), "on_call": _("On call")}
TRAINING_WORDS = {"missing": _("missing children"), "helpline": _("helpline")}
REFUSED = {
    "backwards": _("It ends before it begins."),
    "too_long": _("That is too long for one person: at most twelve hours at the line, seven days on call."),
    "past": _("That is over already."),
    "twice": _("This person is in the rota at that time already."),
    "not_here": _("Only counsellors sit at the line."),
}
WHEN = {"invalid": _("Type day and time, such as 2026-03-01T02:40."), "required": _("Say when.")}


def missing(code: str) -> str:
    """The words for one thing that a gap lacks."""
    what, _colon, which = code.partition(":")
    if what == "line":
        return ngettext("%(number)s person at the line", "%(number)s persons at the line", int(which)) % {
            "number": which
        }
    if what == "on_call":
        return ngettext("%(number)s person on call", "%(number)s persons on call", int(which)) % {"number": which}
    if what == "language":
        return now_("somebody who speaks %(language)s") % {"language": LANGUAGES[which]}
    return now_("somebody trained for: %(training)s") % {"training": TRAINING_WORDS[which]}


def counsellors() -> Any:
    """Everybody who may sit at the line."""
    people = User.objects.filter(is_active=True).select_related("skills").order_by("last_name", "username")
    return people.filter(role=ROLE) | people.filter(also=ROLE)


def name_of(person: User) -> str:
    return person.get_full_name() or person.get_username()


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class ShiftForm(forms.Form):
    """Who, how, from when to when; what is typed comes back when it is refused."""

    person = Person(queryset=User.objects.none(), label=_("Who?"), error_messages={"required": _("Say who.")})
    kind = forms.ChoiceField(choices=[(code, KIND_WORDS[code]) for code in KINDS], label=_("How?"))
    starts_at = forms.DateTimeField(
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "class": "short"}),
        label=_("From"),
        error_messages=WHEN,
    )
    ends_at = forms.DateTimeField(
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "class": "short"}),
        label=_("Until"),
        error_messages=WHEN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["person"]
        who.queryset = counsellors()
