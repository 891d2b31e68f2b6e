"""The forms of a search. What is refused comes back as it was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk import search_words
from kindline.faces.desk.contact_forms import LOCAL, NOWHERE_ELSE
from kindline.faces.desk.missing_forms import WHEN
from kindline.kernel import clock
from kindline.services.missing import family, own_calling
from kindline.services.missing.areas import PROVINCES
from kindline.services.missing.facts import LONGEST as PUBLIC
from kindline.services.missing.own_calling import Call
from kindline.services.missing.publishing.appealing import Agreed
from kindline.services.missing.publishing.models import Helper, Portrait
from kindline.services.missing.publishing.spots import CHANNELS, OURS
from kindline.services.missing.seen import LONGEST, Seen
from kindline.services.missing.words import LANGUAGES

SPOKEN = ("place", "clothing", "looks", "circumstances")
LABELS = {
    "place": _("Last seen where"),
    "clothing": _("Clothing"),
    "looks": _("Appearance"),
    "circumstances": _("What happened (may stay empty)"),
}


def text(most: int, label: Any, *, rows: int = 0, required: bool = False, help_text: Any = "") -> forms.CharField:
    widget: forms.Widget = (
        forms.Textarea(attrs={"rows": rows} | NOWHERE_ELSE) if rows else forms.TextInput(attrs=dict(NOWHERE_ELSE))
    )
    wrong = {"required": _("This is needed."), "max_length": _("This is too long.")}
    return forms.CharField(
        required=required, max_length=most, label=label, widget=widget, help_text=help_text, error_messages=wrong
    )


def choice(words: dict[str, Any], label: Any, *, required: bool = True) -> forms.ChoiceField:
    choices = list(words.items()) if "" in words or required else [("", "–"), *words.items()]
    return forms.ChoiceField(choices=choices, required=required, label=label)


def several(
    words: dict[str, Any], label: Any, *, required: bool = False, help_text: Any = ""
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(words.items()), required=required, label=label, widget=forms.CheckboxSelectMultiple,
        help_text=help_text, error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip


def moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "class": "short"})
    return forms.DateTimeField(required=False, input_formats=[LOCAL], widget=widget, label=label, error_messages=WHEN)


class SightingForm(forms.Form):
    what = text(LONGEST["what"], _("What did the witness see?"), rows=4, required=True)
    place = text(LONGEST["place"], _("Where?"))
    town = text(LONGEST["town"], _("In which town?"))
    seen_at = moment(_("When?"))
    witness = text(LONGEST["witness"], _("How to reach the witness"))

    def clean_seen_at(self) -> Any:
        at = self.cleaned_data["seen_at"]
        if at and at > clock.now():
            raise forms.ValidationError(_("This is still to come."))
        return at

    def seen(self) -> Seen:
        said = self.cleaned_data
        at = said["seen_at"].isoformat(timespec="minutes") if said["seen_at"] else ""
        return Seen(what=said["what"], place=said["place"], town=said["town"], seen_at=at, witness=said["witness"])


class AppealForm(forms.Form):
    """The public facts: the least that helps, in each language."""

    name = text(PUBLIC["name"], _("Name, as it is published"), required=True, help_text=_("A given name is enough."))
    age = forms.IntegerField(min_value=0, max_value=24, label=_("Age"))
    sex = choice({"girl": _("girl"), "boy": _("boy"), "unsaid": _("not said")}, _("Girl or boy?"))
    height = forms.IntegerField(min_value=30, max_value=230, required=False, label=_("Height in cm"))
    last_seen = moment(_("Last seen"))
    levels = several(search_words.LEVELS, _("How far?"), required=True)
    regions = several({code: names["en"] for code, names in PROVINCES.items()}, _("Where?"))
    portrait = forms.ChoiceField(required=False, label=_("Portrait"))

    def __init__(self, *args: Any, portraits: list[Portrait], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picture: Any = self.fields["portrait"]
        picture.choices = [
            ("", _("none")),
            *((str(one.pk), _("of %(day)s") % {"day": one.taken_on or "?"}) for one in portraits),
        ]
        for language in LANGUAGES:
            for name in SPOKEN:
                label = f"{LABELS[name]} ({search_words.LANGUAGES[language]})"
                needed = name != "circumstances"
                self.fields[f"{name}-{language}"] = text(PUBLIC[name], label, rows=2, required=needed)

    def clean_last_seen(self) -> Any:
        at = self.cleaned_data["last_seen"]
        if at is None:
            raise forms.ValidationError(_("Say when."))
        if at > clock.now():
            raise forms.ValidationError(_("This is still to come."))
        return at

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        spoken = {name: {language: data[f"{name}-{language}"] for language in LANGUAGES} for name in SPOKEN}
        if not all(spoken["circumstances"].values()):
            del spoken["circumstances"]
        height = {"height": data["height"]} if data["height"] else {}
        areas = (
            {"areas": [{"code": code, "names": PROVINCES[code]} for code in data["regions"]]} if data["regions"] else {}
        )
        facts = {name: data[name] for name in ("name", "age", "sex")}
        return facts | height | areas | {"last_seen": data["last_seen"].isoformat(timespec="seconds")} | spoken


class AgreedForm(forms.Form):
    party = choice(search_words.PARTIES, _("Whose word?"))
    who = text(200, _("Who said it?"), required=True)
    capacity = choice(search_words.CAPACITIES, _("For the family: as what?"), required=False)
    paper = text(200, _("Letter or reference"))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("party") == "family" and not self.cleaned_data.get("capacity"):
            self.add_error("capacity", _("Say whether it is the parents or a guardian."))
        return self.cleaned_data

    def agreed(self) -> Agreed:
        data = self.cleaned_data
        return Agreed(who=data["who"], capacity=data["capacity"], paper=data["paper"])


class SpotForm(forms.Form):
    channel = choice({code: search_words.PLACES[code] for code in CHANNELS if code not in OURS}, _("What?"))
    place = text(200, _("Where exactly?"), required=True)
    language = choice(search_words.LANGUAGES, _("Language"), required=False)
    helper = forms.ModelChoiceField(queryset=Helper.objects.none(), required=False, label=_("Who takes it down again?"))
    proof = text(200, _("How do we know it is there?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["helper"]
        who.queryset = Helper.objects.filter(ended_on=None).order_by("area", "name")
        who.label_from_instance = lambda helper: f"{helper.name} ({helper.area})" if helper.area else helper.name


class HelperForm(forms.Form):
    kind = choice({"volunteer": _("volunteer"), "partner": _("poster partner")}, _("Who?"))
    name = text(120, _("Name"), required=True)
    mailbox = forms.EmailField(
        required=False, label=_("E-mail"), error_messages={"invalid": _("This is no e-mail address.")}
    )
    area = text(80, _("Area"))
    language = choice(search_words.LANGUAGES, _("Language"))


class AlertForm(forms.Form):
    """The magistrate's decision, in the words of each language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            label = _("Decided by (%(language)s)") % {"language": search_words.LANGUAGES[language]}
            self.fields[f"by-{language}"] = text(PUBLIC["decided_by"], label, required=True)

    def decided_by(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"by-{language}"] for language in LANGUAGES}


class OwnCallForm(forms.Form):
    wishes = text(own_calling.LONGEST["wishes"], _("What the child says and wishes"), rows=4)
    safe = text(own_calling.LONGEST["safe"], _("Is the child safe tonight?"), rows=2)
    message = text(own_calling.LONGEST["message"], _("A message home, in the child’s words"), rows=3)
    police = choice(search_words.POLICE, _("Are the police told?"))
    why = text(own_calling.LONGEST["why"], _("Why?"), rows=2, help_text=_("Who decided, and on what ground."))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("police") != "undecided" and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", _("A decision has a reason."))
        return self.cleaned_data

    def call(self) -> Call:
        data = self.cleaned_data
        return Call(wishes=data["wishes"], message=data["message"], safe=data["safe"], why=data["why"])


class RelativeForm(forms.Form):
    name = text(family.LONGEST["name"], _("Name"), required=True)
    relation = text(family.LONGEST["relation"], _("Relation to the child"))
    phone = text(family.LONGEST["phone"], _("Telephone"))
    language = choice(search_words.LANGUAGES, _("Language"))
    may_know = several(search_words.TOPICS, _("May know"), help_text=_("Nobody’s page says where the child is."))


class ShareForm(forms.Form):
    topic = choice(search_words.TOPICS, _("About what?"))
    text = text(3_000, _("What do we tell?"), rows=3, required=True)


class LinkForm(forms.Form):
    other = text(12, _("The other file"), required=True, help_text="M-12, X-7")
    reason = text(2_000, _("Why is it the same child?"), rows=2, required=True)
