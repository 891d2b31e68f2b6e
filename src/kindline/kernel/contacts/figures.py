"""How many contacts, by channel, by kind, by who it was: one definition, read from codes alone."""

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.utils.translation import gettext_noop as _

from kindline.kernel.contacts.models import Contact
from kindline.kernel.figures.definition import Figure, Kind


def contacts() -> QuerySet[Any]:
    """Everything that began, missed calls and erased contacts too; `what` says what it turned out to be."""
    missed = When(kind="", state="missed", then=Value("missed"))
    what = Case(missed, When(kind="", then=Value("open")), default=F("kind"))
    rows: QuerySet[Any] = Contact.objects.annotate(what=what)
    return rows


FIGURES = (
    Figure(
        "contacts",
        title=_("Contacts"),
        definition=_(
            "Calls, chats, mails, forms, visits and paper sheets, by the moment they began; missed calls and calls "
            "that were none are parts of their own."
        ),
        denominator=_("every contact"),
        unit=_("contacts"),
        kind=Kind.COUNT,
        rows=contacts,
        on="started_at",
        opens="contact",
        key="pk",
        shown=("number", "started_at", "channel", "caller", "language", "what"),
        dimensions={"channel": F("channel"), "what": F("what"), "caller": F("caller"), "language": F("language")},
        public=False,
        cannot=_("How many people: callers may remain anonymous, and one person may call often."),
    ),
)
