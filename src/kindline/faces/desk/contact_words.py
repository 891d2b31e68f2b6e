"""Words for the codes of a contact."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CHANNELS = {
    "call": _("Call"),
    "chat": _("Chat"),
    "mail": pgettext_lazy("channel of a contact", "Mail"),
    "form": _("Web form"),
    "in_person": _("In person"),
    "paper": _("Paper sheet"),
}
# One key each; `?` shows them.
KEYS = {"call": "c", "chat": "h", "mail": "m", "form": "f", "in_person": "i", "paper": "p"}
CALLERS = {
    "unknown": _("not known"),
    "child": _("a child or young person"),
    "parent": _("a parent"),
    "family": _("another relative"),
    "friend": _("a friend"),
    "teacher": _("a teacher or school"),
    "professional": _("a professional"),
    "police": _("the police or a magistrate"),
    "public": _("somebody from the public"),
    "media": _("the press"),
}
BRIEF = {
    "silent": _("Silent"),
    "prank": _("Prank"),
    "wrong_number": _("Wrong number"),
    "test": _("Test"),
    "other": pgettext_lazy("a call that was none", "Other"),
}
KINDS = BRIEF | {"counselling": _("Conversation"), "missed": _("Missed"), "open": _("Not ended yet")}
OUTCOMES = {
    "answered": _("Question answered"),
    "advised": _("Listened and advised"),
    "referred": _("Referred to another service"),
    "file": _("Goes on in a file"),
    "police": _("Passed on to the police"),
    "calls_back": _("They call again, or we do"),
    "broken_off": _("Broken off"),
}
ACCESS = {
    "": _("none needed"),
    "text_relay": _("by text relay"),
    "sign_relay": _("by a sign-language relay"),
}
STATES = {
    "waiting": _("ringing"),
    "missed": _("missed"),
    "open": _("open"),
    "ended": _("ended"),
    "erased": _("erased"),
}
MOVES = {
    "take": _("Taken"),
    "miss": _("Missed"),
    "end": _("Ended"),
    "erase": _("Erased"),
}
REASONS = {
    "calls_again": _("they are in touch again"),
    "follow_up": _("I follow it up"),
    "hand_over": _("I take it over"),
    "supervision": _("supervision"),
    "correction": _("to correct it"),
}
LISTS: dict[str, dict[str, Any]] = {
    "channel": CHANNELS,
    "caller": CALLERS,
    "kind": KINDS,
    "outcome": OUTCOMES,
    "access": ACCESS,
    "contact_state": STATES,
    "contact_move": MOVES,
}


def words(code: str, kind: str) -> Any:
    """The words for a code of a contact, or the code itself."""
    return LISTS[kind].get(code, code)
