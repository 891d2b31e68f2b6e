"""Words for what figures are divided by, for their parts, and for the fields of their rows."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kindline.faces.desk import contact_words, phrases
from kindline.kernel.figures.definition import CROSS

DIVISIONS = {
    "": _("not divided"),
    "month": _("month"),
    "channel": _("channel"),
    "language": _("language"),
    "seen": _("where it was seen"),
    "urgent": _("urgent or not"),
    "mandate": _("mandate"),
    "answer": _("answer"),
    "classification": _("classification"),
    "instruction": _("instruction"),
    "country": _("country"),
    "place": _("place"),
    "route": _("route"),
    "confidence": _("confidence"),
    "purpose": _("purpose"),
    "outcome": _("outcome"),
    "transfer_channel": _("way of transfer"),
    "grade": _("how surely it is known"),
    "provider": _("provider"),
    "action": _("provider's action"),
    "provider_action": _("provider and action"),
    "state": _("state"),
    "what": _("what it was"),
    "caller": _("who it was"),
}
GRADES = {
    "stated": _("stated by the provider"),
    "confirmed": _("confirmed"),
    "name_silent": _("the name no longer answers"),
    "with_others": _("with other authorities"),
    "no_removal": _("ended without removal"),
    "ungraded": _("not graded"),
}
# How an address ended by more than a verdict, and how a dossier did.
ENDED = {outcome: words for outcome, words in phrases.ENDS.items() if outcome not in phrases.VERDICTS}
OUTCOMES = phrases.ENDS | {
    "removed": _("removed"),
    "investigating": _("under investigation"),
    "origin_found": _("origin found"),
    "no_action": _("no action"),
}
PLACES = {
    "home": _("home country"),
    "abroad_member": _("abroad, with a member hotline"),
    "abroad_other": _("abroad, without one"),
    "several": _("several countries"),
    "disagreement": _("sources disagree"),
    "hidden": _("hidden behind a proxy"),
    "unknown_network": _("network not known"),
    "not_resolving": _("does not resolve"),
    "no_host": _("no host"),
}
PARTS = {
    "channel": phrases.CHANNELS | contact_words.CHANNELS,
    "what": contact_words.KINDS,
    "caller": contact_words.CALLERS,
    "seen": phrases.SEEN,
    "answer": phrases.VERDICTS,
    "instruction": phrases.INSTRUCTIONS,
    "state": phrases.STATES,
    "grade": GRADES,
    "outcome": OUTCOMES,
    "place": PLACES,
    "action": phrases.ACTIONS | {"none_yet": _("none yet")},
    "urgent": {"yes": _("urgent"), "no": _("not urgent")},
    "classification": {"baseline": _("baseline"), "national": _("national")},
    "purpose": {"refer": _("to investigate"), "transfer": _("to transfer"), "member": _("to a member hotline")},
    "transfer_channel": {"bilateral": _("bilateral"), "other": _("another way")},
}
FIELDS = {
    "number": _("Number"),
    "ordinal": _("Address"),
    "line": _("Line"),
    "received_hour": _("Received"),
    "handed_over_at": _("Handed over"),
    "acknowledged_at": _("Acknowledged"),
    "judged_at": _("Judged"),
    "released_at": _("Released"),
    "removed_at": _("Ended"),
    "made_at": _("Made"),
    "transferred_at": _("Transferred"),
    "announced_at": _("Announced"),
    "acted_at": _("Acted upon"),
    "decided_at": _("Decided"),
    "channel": _("Channel"),
    "language": _("Language"),
    "seen": _("Seen on"),
    "urgent": _("Urgent"),
    "state": _("State"),
    "verdict": _("Verdict"),
    "classification": _("Classification"),
    "outcome": _("Outcome"),
    "route": _("Route"),
    "place": _("Place"),
    "country": _("Country"),
    "confidence": _("Confidence"),
    "purpose": _("Purpose"),
    "name": _("Provider"),
    "action": _("Action"),
    "started_at": _("Began"),
    "what": _("What it was"),
    "caller": _("Who it was"),
}
OF_FIELDS = PARTS | {"verdict": phrases.VERDICTS}


def part(value: str, by: str) -> str:
    """A part as people call it; codes without words stay as they are."""
    if by == "month":
        year, _dash, month = value.partition("-")
        return date_format(date(int(year), int(month), 1), "F Y") if month else value
    if value == "unknown":
        return str(_("not known"))
    if by == "provider_action":
        one, _cross, other = value.rpartition(CROSS)
        return f"{one}, {part(other, 'action')}"
    return str(PARTS.get(by, {}).get(value, value))


def field(path: str) -> str:
    """The heading of a field, however far away the row found it."""
    return str(FIELDS.get(path.rpartition("__")[2], path))


def shown(value: Any, path: str) -> Any:
    """What a row says in this field."""
    name = path.rpartition("__")[2]
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str):
        return str(OF_FIELDS.get(name, {}).get(value, value))
    return value
