"""What a witness is asked: what, where and when. Nothing but the first is needed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindline.faces.site import law
from kindline.faces.site.forms import StepForm, Words
from kindline.kernel import clock
from kindline.services.missing.seen import LONGEST, Seen

# Nobody remembers a place for longer than this without thinking of another year.
OLDEST = 5


class Witness(StepForm):
    what = Words(
        longest=LONGEST["what"],
        rows=5,
        label=_("What did you see?"),
        help_text=_("Who, with whom, wearing what, going where. Text only: never follow, film or speak to anybody."),
    )
    place = Words(
        longest=LONGEST["place"], label=_("Where?"), help_text=_("Street, stop, shop, line or anything near.")
    )
    town = Words(longest=LONGEST["town"], label=_("In which town?"))
    day = forms.DateField(
        required=False,
        label=_("On which day?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        error_messages={"invalid": _("Type the day as 2026-03-01, or leave it empty.")},
    )
    time = forms.TimeField(
        required=False,
        label=_("At what time, roughly?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
        error_messages={"invalid": _("Type the time as 14:30, or leave it empty.")},
    )
    reach = Words(
        longest=LONGEST["witness"],
        label=_("How can the police reach you?"),
        help_text=_("Name and telephone, if you wish. Only the police and 116 000 read it."),
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("what") and "what" not in self.errors:
            self.add_error("what", gettext("Write what you saw, in a few words."))
        at = self._moment()
        if at and at > clock.now():
            self.add_error("day", gettext("This is still to come. When did you see it?"))
        elif at and clock.now().year - at.year > OLDEST:
            self.add_error("day", gettext("This is very long ago. Look at the year again."))
        return self.cleaned_data

    def seen(self) -> Seen:
        """What was typed, its time in the country's own zone."""
        at, said = self._moment(), self.cleaned_data
        return Seen(
            what=said["what"] + self._day_alone(),
            place=said["place"],
            town=said["town"],
            seen_at=at.isoformat(timespec="minutes") if at and said["time"] else "",
            witness=said["reach"],
        )

    def _day_alone(self) -> str:
        """A day without a time is no moment: it stays in the witness's words."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return f"\n[{day.isoformat()}]" if day and not time else ""

    def _moment(self) -> datetime | None:
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if not day:
            return None
        midnight = datetime.min.time()
        return datetime.combine(day, time or midnight, tzinfo=law.zone())
