"""The form of a missing file: everything may stay unknown but the kind; what is refused comes back as it was typed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk import missing_words as words
from kindline.faces.desk.contact_forms import LOCAL, NOWHERE_ELSE
from kindline.faces.desk.rota_forms import Person, counsellors
from kindline.kernel import clock
from kindline.services.missing.keeping import CODES, Codes, born_fits, codes_of
from kindline.services.missing.kinds import MISSING, THEMES
from kindline.services.missing.models import File
from kindline.services.missing.said import CHILD, LONGEST, MOST_CHILDREN, Child, Said
from kindline.services.missing.worrying import shipped

WHEN = {"invalid": _("Type day and time, such as 2026-03-01T02:40.")}
TOO_LONG = {"max_length": _("This is too long for one file.")}
ASKED = tuple(name for name in shipped().asks if name != "age")


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "class": "short"})
    return forms.DateTimeField(
        required=False, input_formats=[LOCAL], widget=widget, label=label, help_text=help_text, error_messages=WHEN
    )


def _text(most: int, label: Any, *, rows: int = 0, help_text: Any = "") -> forms.CharField:
    widget: forms.Widget = (
        forms.Textarea(attrs={"rows": rows} | NOWHERE_ELSE) if rows else forms.TextInput(attrs=NOWHERE_ELSE)
    )
    return forms.CharField(
        required=False, strip=not rows, max_length=most, label=label, widget=widget, help_text=help_text,
        error_messages=TOO_LONG,
    )  # fmt: skip


class FileForm(forms.Form):
    """The codes and the notes of a file."""

    kind = forms.ChoiceField(
        choices=[("", _("to be said")), *words.KINDS.items()], label=_("Which kind?"),
        error_messages={"required": _("Say which kind it is; it can be changed later.")},
    )  # fmt: skip
    posture = forms.ChoiceField(choices=list(words.POSTURES.items()), label=_("Has it happened?"))
    gone_from = forms.ChoiceField(choices=list(words.GONE_FROM.items()), required=False, label=_("Gone from"))
    reach = forms.ChoiceField(choices=list(words.REACH.items()), required=False, label=_("How far?"))
    again = forms.ChoiceField(
        choices=[("", _("not known")), ("yes", _("yes"))], required=False, label=_("Was missing before")
    )
    last_seen_at = _moment(_("Last seen"))
    adviser = Person(queryset=counsellors().none(), required=False, label=_("Adviser of the family"))
    next_contact_at = _moment(_("Next contact with the family"), _("The file is late when nobody called by then."))
    officer = _text(LONGEST["officer"], _("Investigator: name, telephone, reference"))
    sis = forms.ChoiceField(choices=list(words.ALERTS.items()), required=False, label=_("SIS alert, as the police say"))
    interpol = forms.ChoiceField(
        choices=list(words.ALERTS.items()), required=False, label=_("Interpol notice, as the police say")
    )
    notes = _text(LONGEST["notes"], _("Notes"), rows=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        theme = THEMES[kwargs.pop("theme", MISSING)]
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("to be said")), *((code.value, words.KINDS[code]) for code in theme)]
        who: Any = self.fields["adviser"]
        who.queryset = counsellors()

    def clean_notes(self) -> str:
        return self.cleaned_data["notes"].replace("\r\n", "\n")

    def clean_last_seen_at(self) -> Any:
        at = self.cleaned_data["last_seen_at"]
        if at and at > clock.now():
            raise forms.ValidationError(_("This is still to come."))
        return at

    def codes(self) -> Codes:
        known = {name: self.cleaned_data[name] for name in CODES}
        return Codes(**known | {"again": known["again"] == "yes"})


class ChildForm(forms.Form):
    """One child, in as many names and scripts as there are."""

    name = _text(CHILD["name"], _("Name"))
    known_as = _text(CHILD["known_as"], _("Also known as"))
    born = _text(CHILD["born"], _("Born"), help_text=_("2012, 2012-04 or 2012-04-30, as far as it is known."))
    sex = forms.ChoiceField(choices=list(words.SEXES.items()), required=False, label=_("Girl or boy?"))
    looks = _text(CHILD["looks"], _("Looks"), rows=2)
    clothing = _text(CHILD["clothing"], _("Clothing, and what the child carries"), rows=2)
    speaks = _text(CHILD["speaks"], _("Languages"))
    nationality = _text(CHILD["nationality"], _("Nationality"))
    height = _text(CHILD["height"], _("Height"))
    eyes = _text(CHILD["eyes"], _("Eyes"))
    hair = _text(CHILD["hair"], _("Hair"))
    marks = _text(CHILD["marks"], _("Marks by which the child is known"), rows=2)
    medical = _text(CHILD["medical"], _("Illness and medicines"), rows=2)

    def clean_born(self) -> str:
        text: str = self.cleaned_data["born"]
        if text and not born_fits(text):
            raise forms.ValidationError(_("Type 2012, 2012-04 or 2012-04-30, of somebody under 25 who is born."))
        return text

    def child(self) -> Child:
        return Child(**{name: self.cleaned_data[name] for name in CHILD})


class Whole:
    """The file's form with one for each child, the facts and the ticks, from what was posted or from the file."""

    def __init__(self, file: File, said: Said, posted: QueryDict | None = None) -> None:
        self._posted = posted
        if posted is None:
            texts = {"notes": said.notes, "officer": said.officer, "sis": said.sis, "interpol": said.interpol}
            codes = {name: getattr(codes_of(file), name) for name in CODES}
            self.form = FileForm(initial=codes | texts | {"again": "yes" if file.again else ""}, theme=file.theme)
            self.children = [
                ChildForm(initial=vars_of(child), prefix=f"child{at}") for at, child in enumerate(said.children)
            ]
            if len(self.children) < MOST_CHILDREN:
                self.children.append(ChildForm(prefix=f"child{len(self.children)}"))
            self.answers = {name: "yes" if yes else "no" for name, yes in said.facts.items()}
            self.ticked = list(said.ticked)
        else:
            self.form = FileForm(posted, theme=file.theme)
            many = sum(f"child{at}-name" in posted for at in range(MOST_CHILDREN))
            self.children = [ChildForm(posted, prefix=f"child{at}") for at in range(many)]
            self.answers = {name: posted.get(name, "") for name in ASKED}
            self.ticked = posted.getlist("tick")

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(child.is_valid() for child in self.children)])

    @property
    def wrong(self) -> forms.Form | None:
        """The first of its forms that was refused."""
        return next((one for one in (self.form, *self.children) if one.errors), None)

    def said(self) -> Said:
        """What was typed. A child of whom nothing is said is none."""
        children = tuple(found for form in self.children if (found := form.child()) != Child())
        facts = {name: said == "yes" for name, said in self.answers.items() if said in ("yes", "no")}
        data = self.form.cleaned_data
        kept = {name: data[name] for name in ("notes", "officer", "sis", "interpol")}
        return Said(**kept, children=children, facts=facts, ticked=tuple(self.ticked))

    def questions(self) -> Iterator[tuple[str, Any, str]]:
        return ((name, words.FACTS[name], self.answers.get(name, "")) for name in ASKED)


def vars_of(child: Child) -> dict[str, Any]:
    return {name: getattr(child, name) for name in CHILD}
