"""What is asked, in which words, and what is refused. Every refusal says how to mend it."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindline.faces.site import addresses

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


@dataclass(frozen=True)
class Choice:
    """The label of an answer: its name and, under it, what it leads to."""

    name: Any
    hint: Any = ""

    def __str__(self) -> str:
        return str(self.name)


class Words(forms.CharField):
    """Text from a person: unseen control characters go, everything else stays as typed.

    Every field is a text area, even of one line: browsers remember what was typed into single-line inputs and offer it
    to the next person, and where they are told not to, they forget it on the way back too.
    """

    def __init__(self, *, longest: int, rows: int = 1, lines: str = "", **options: Any) -> None:
        attrs = {"rows": str(rows)} | ({"class": lines} if lines else {})
        if lines:
            attrs |= {"spellcheck": "false", "autocapitalize": "off", "autocorrect": "off"}
        super().__init__(required=False, widget=forms.Textarea(attrs), **options)
        self.widget.attrs.pop("cols", None)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return UNSEEN.sub("", text).strip()

    def validate(self, value: str) -> None:
        if len(value) > self.longest:
            raise forms.ValidationError(
                gettext("This text is too long: %(over)d characters too many. Shorten it a little.")
                % {"over": len(value) - self.longest}
            )


def one_of(*choices: tuple[str, Any, Any], label: Any, missing: Any, tight: bool = False) -> forms.ChoiceField:
    """One answer out of several, none preselected."""
    field = forms.ChoiceField(
        choices=[(value, Choice(name, hint)) for value, name, hint in choices],
        label=label,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )
    # The page's heading asks the same question: the eye needs it once, a screen reader finds it in both places.
    field.asked_above, field.tight = True, tight  # type: ignore[attr-defined]
    return field


class StepForm(forms.Form):
    """One page's questions. `answers` is what was said on the other pages."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, answers: dict[str, Any], initial: dict[str, Any] | None = None) -> None:
        self.answers = answers
        super().__init__(data, initial=answers if initial is None else initial, auto_id="%s")


class Danger(StepForm):
    danger = one_of(
        ("now", _("Yes, now"), _("We show at once whom you can call, and we wake someone up.")),
        ("known", _("I know the child or the person"), _("Also when you are not sure.")),
        ("self", _("I am in the picture myself"), _("It is not your fault. You can talk to someone now.")),
        ("no", _("No"), _("I want to report images or an address.")),
        label=_("Is a child in danger now?"),
        missing=_("Choose the answer that fits best. If you are not sure, choose “I know the child or the person”."),
    )


class Doors(StepForm):
    door = one_of(
        ("images", _("Images of sexual abuse of children"), _("Pictures, videos, texts or drawings.")),
        ("esafety", _("Something else that goes wrong online"), _("Bullying, pressure, a chat that feels wrong.")),
        ("missing", _("A missing child"), _("A child is gone, or you have seen a missing child.")),
        ("fraud", _("Fraud or a false message"), _("Someone is after money or passwords.")),
        ("hate", _("Hate or threats"), _("Against a person or a group.")),
        ("adult", _("Images of adults"), _("Pornography, or a picture of an adult that was spread without consent.")),
        label=_("What is it about?"),
        missing=_("Choose what comes closest. If children are shown, choose the first answer."),
    )


class Seen(StepForm):
    seen = one_of(
        ("web", _("A web page"), ""),
        ("host", _("A site for storing images, videos or files"), ""),
        ("forum", _("A forum"), ""),
        ("social", _("A social medium"), ""),
        ("messenger", _("A chat or messenger"), ""),
        ("mail", _("An e-mail"), ""),
        ("newsgroup", _("A newsgroup"), ""),
        ("p2p", _("A file-sharing network"), ""),
        ("app", _("An app or a game"), ""),
        ("onion", _("A hidden site (onion, i2p)"), ""),
        ("other", _("Something else"), _("Or you do not know.")),
        label=_("Where did you see it?"),
        missing=_("Choose what comes closest. If you do not know, choose “Something else”."),
        tight=True,
    )


class Where(StepForm):
    where = Words(
        longest=addresses.MOST_TEXT,
        rows=6,
        lines="addresses",
        label=_("Addresses or user names"),
        help_text=_(
            "One per line, copied as it is. A web address, an app with a user name (“telegram @name”), a magnet link, "
            "a newsgroup, an onion address: all are fine."
        ),
    )
    as_is = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        text = self.cleaned_data.get("where", "")
        if not text and "where" not in self.errors and not addresses.may_be_missing(self.answers):
            self.add_error(
                "where", gettext("Paste at least one address. You find it in the bar at the top of the browser.")
            )
        for fault in addresses.faults(text, as_is=self.cleaned_data["as_is"]):
            self.add_error("where", fault)
        return self.cleaned_data

    @property
    def may_stay_as_is(self) -> bool:
        """Offered once lines were refused: an honest report is never lost over its spelling."""
        return bool(self.errors) and addresses.only_spelling(str(self.data.get("where", "")))


class More(StepForm):
    when = Words(longest=200, label=_("Roughly when?"), help_text=_("Such as “last night” or “21 November”."))
    how = Words(
        longest=500, label=_("How did you come upon it?"), help_text=_("Such as a link in a chat, or a search.")
    )
    account = Words(
        longest=8000,
        rows=7,
        label=_("What else can help?"),
        help_text=_("What you saw, names that were used, a password that is needed. Your own words are fine."),
    )


class Contact(StepForm):
    reach = one_of(
        ("unknown", _("I stay unknown"), _("Nobody asks who you are. Your report counts just as much.")),
        ("contact", _("I leave a way to reach me"), _("Only those who open the report can read it.")),
        label=_("May someone ask you something?"),
        missing=_("Choose whether you stay unknown or leave a way to reach you. Both are fine."),
    )
    identity = Words(
        longest=500,
        rows=2,
        label=_("How can you be reached?"),
        help_text=_(
            "Only if you chose to be reached: a name, a telephone number or an e-mail address that is safe for you."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given, reach = self.cleaned_data.get("identity"), self.cleaned_data.get("reach")
        if reach == "contact" and not given and "identity" not in self.errors:
            self.add_error("identity", gettext("Write how you can be reached, or choose to stay unknown."))
        if reach == "unknown" and given:
            self.add_error(
                "reach",
                gettext(
                    "You chose to stay unknown, but there is text in the box below. Empty it, or choose the other."
                ),
            )
        return self.cleaned_data


class Nothing(StepForm):
    """A page that tells something and asks nothing."""


class Code(forms.Form):
    use_required_attribute = False
    code = Words(
        longest=200,
        lines="code-field",
        label=_("Your code"),
        help_text=_("28 letters and digits. Spaces do not matter."),
    )


class Letter(forms.Form):
    """A text to the police or to the hotline; which of the two, the page says above the box."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, label: Any, help_text: Any, prefix: str) -> None:
        super().__init__(data, prefix=prefix, auto_id="%s")
        self.fields["text"] = Words(longest=8000, rows=5, label=label, help_text=help_text)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error("text", gettext("Write your text first."))
        return self.cleaned_data
