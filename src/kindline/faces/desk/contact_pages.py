"""What the pages of contacts show around a card: what rings, whose contact it is, its line."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from kindline.faces.desk import contact_words as words
from kindline.kernel.contacts.about import NoSuchDuty, duties, duty
from kindline.kernel.contacts.codes import BRIEF, HOUSE, LANGUAGES
from kindline.kernel.contacts.finding import Hits
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.scripts import silent_call
from kindline.kernel.people.models import User
from kindline.kernel.procedure.models import Event
from kindline.kernel.welfare import talks

SHOWN = 20


def ringing(user: User) -> dict[str, Any]:
    """The calls that ring or that nobody has a card for yet, and those just put into this person's hands."""
    # Two questions, each with an index of its own: asked as one they read every contact there ever was.
    waits = Contact.objects.filter(state="waiting").exclude(exchange="").order_by("started_at")[:SHOWN]
    # Answered at this person's own telephone, and nothing typed yet.
    answered = Contact.objects.filter(state="open", counsellor=user, line="answered", revision=0)
    mine = answered.exclude(exchange="").order_by("started_at")[:SHOWN]
    calls = sorted([*waits, *mine], key=lambda call: call.started_at)[:SHOWN]
    seen = hashlib.sha256(repr([(call.number, call.state, call.line) for call in calls]).encode()).hexdigest()[:16]
    return {"calls": calls, "calls_seen": seen}


def start() -> dict[str, Any]:
    """How a contact begins: each channel with its key, and the calls that were none."""
    return {
        "starts": [(code, name, words.KEYS[code]) for code, name in words.CHANNELS.items()],
        "briefs": [(kind, words.BRIEF[kind]) for kind in BRIEF],
    }


def lists(user: Any) -> dict[str, Any]:
    """The first page of the line: what is in my hands, what was missed, what is open elsewhere, what ended lately."""
    rows = Contact.objects.select_related("counsellor")
    # The oldest first: what somebody forgot to end stays in sight.
    opened = rows.filter(state="open").order_by("started_at")
    return {
        "mine": list(opened.filter(counsellor=user)[:SHOWN]),
        "missed": list(rows.filter(state="missed").order_by("-started_at")[:SHOWN]),
        "elsewhere": list(opened.exclude(counsellor=user)[:SHOWN]),
        "ended": list(rows.filter(state="ended").order_by("-started_at")[:SHOWN]),
        "talks": list(talks.due(user)),
    }


def card(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """What stands around the words of one contact, for whoever may read them and whoever may not."""
    script = silent_call()
    return {
        "place": "contacts",
        "contact": contact,
        "reasons": words.REASONS,
        "outcomes": words.OUTCOMES,
        "script": [(code, LANGUAGES[code], script.lines[code]) for code in HOUSE],
        "script_signed": script.signed_by,
        "file": file_of(contact),
        "files": [(kind, gettext(found.title)) for kind, found in sorted(duties().items())],
        "steps": steps(contact),
        "brief_kinds": [(kind, words.BRIEF[kind]) for kind in BRIEF],
    }


def file_of(contact: Contact) -> dict[str, Any] | None:
    """The file that this contact belongs to, as its duty names it; None for a contact without one."""
    if contact.about_id is None:
        return None
    try:
        found = duty(contact.about_kind)
    except NoSuchDuty:
        return {"name": contact.about_kind, "page": ""}
    return {"name": found.name(contact.about_id), "page": found.page, "id": contact.about_id}


def found_files(hits: Hits | None) -> list[dict[str, Any]]:
    """Files among the hits, each with the page of its duty."""
    return [{"file": file, "page": duty(file.kind).page} for file in (hits.files if hits else ())]


def steps(contact: Contact) -> list[dict[str, Any]]:
    """Its line: what happened, when, and who did it."""
    events: QuerySet[Event] = Event.objects.filter(noun=contact.pk).order_by("recorded_at")
    people = {f"user:{user.pk}": user for user in User.objects.filter(pk__in=_people(events))}
    return [
        {
            "title": words.MOVES.get(event.verb, event.verb),
            "at": event.recorded_at,
            "by": str(people[event.by].get_full_name() or people[event.by]) if event.by in people else event.by,
        }
        for event in events
    ]


def _people(events: QuerySet[Event]) -> list[str]:
    return [event.by.removeprefix("user:") for event in events if event.by.startswith("user:")]
