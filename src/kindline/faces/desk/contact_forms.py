"""The card of a contact: everything may stay empty, and what is typed is kept as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk import contact_words as words
from kindline.kernel import clock
from kindline.kernel.contacts.codes import LANGUAGES
from kindline.kernel.contacts.keeping import Facts
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.taking import OLDEST
from kindline.kernel.contacts.words import LONGEST, Words

LOCAL = "%Y-%m-%dT%H:%M"
TONGUES = [("", _("not known")), *LANGUAGES.items()]
# A browser that remembers, or that has its spelling checked by somebody else, would keep or send what is typed.
NOWHERE_ELSE = {"autocomplete": "off", "spellcheck": "false"}
TOO_LONG = {"max_length": _("This is too long for one contact. Shorten it, or go on in a second contact.")}


def _text(name: str, label: Any, widget: forms.Widget, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        required=False, strip=False, max_length=LONGEST[name], label=label, widget=widget, help_text=help_text,
        error_messages=TOO_LONG,
    )  # fmt: skip


class ContactForm(forms.Form):
    """Words and facts; for a paper sheet also when it was written."""

    notes = _text("notes", _("Notes"), forms.Textarea(attrs={"rows": 12, "autofocus": True} | NOWHERE_ELSE))
    phone = _text(
        "phone", _("Telephone number"), forms.TextInput(attrs={"class": "short"} | NOWHERE_ELSE),
        _("To call back, and to find earlier contacts."),
    )  # fmt: skip
    name = _text("name", _("Name"), forms.TextInput(attrs=NOWHERE_ELSE), _("Only if they give one. Nobody has to."))
    caller = forms.ChoiceField(choices=list(words.CALLERS.items()), label=_("Who is it?"))
    language = forms.ChoiceField(choices=TONGUES, required=False, label=_("Language"))
    access = forms.ChoiceField(choices=list(words.ACCESS.items()), required=False, label=_("Relay"))
    interpreter = forms.ChoiceField(
        choices=[("", _("none asked for")), *LANGUAGES.items()], required=False, label=_("Interpreter for")
    )
    happened = forms.DateTimeField(
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "class": "short"}),
        label=_("When was it written?"),
        error_messages={
            "invalid": _("Type day and time, such as 2026-03-01T02:40."),
            "required": _("Say when the sheet was written."),
        },
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if contact.channel != "paper":
            del self.fields["happened"]

    def clean_notes(self) -> str:
        return self.cleaned_data["notes"].replace("\r\n", "\n")

    def clean_happened(self) -> Any:
        at, now = self.cleaned_data["happened"], clock.now()
        if at > now:
            raise forms.ValidationError(_("This is still to come."))
        if at < now - OLDEST:
            raise forms.ValidationError(_("This is more than a year ago. Is the year right?"))
        return at

    def words(self) -> Words:
        """What was typed; only of a form whose texts are not too long."""
        return Words(**{part: self.cleaned_data[part] for part in LONGEST})

    def facts(self) -> Facts:
        """The codes; `happened_at` is None where it is not asked or cannot be."""
        known = {name: self.cleaned_data[name] for name in ("caller", "language", "access", "interpreter")}
        return Facts(**known, happened_at=self.cleaned_data.get("happened"))


def filled(contact: Contact, said: Words) -> ContactForm:
    """The form as the contact stands."""
    facts = {name: getattr(contact, name) for name in ("caller", "language", "access", "interpreter")}
    texts = {part: getattr(said, part) for part in LONGEST}
    return ContactForm(initial={**texts, **facts, "happened": contact.started_at}, contact=contact)
