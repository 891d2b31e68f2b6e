"""Words of the analysts' desk for the codes that are recorded, for reasons, and for why nothing is handed out."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kindline.faces.desk.pages import zone

YES_NO = {"no": _("no"), "yes": _("yes"), "not_determined": _("cannot be determined")}
LISTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "classification": (
        _("What is it?"),
        {
            "baseline": _("Images of sexual abuse of children, illegal everywhere (baseline)"),
            "national": _("Illegal under our law"),
            "not_illegal": _("Not illegal"),
            "cannot_assess": _("Cannot be assessed"),
            "already_gone": _("Already gone"),
        },
    ),
    "age": (
        _("Age of the youngest child"),
        {
            "not_determined": _("cannot be determined"),
            "infant": _("infant"),
            "prepubescent": _("before puberty"),
            "pubescent": _("in puberty"),
        },
    ),
    "gender": (
        _("Children shown"),
        {
            "not_determined": _("cannot be determined"),
            "girls": _("girls"),
            "boys": _("boys"),
            "both": _("girls and boys"),
        },
    ),
    "site_type": (
        _("Kind of site"),
        {
            "website": _("website"),
            "file_host": _("file host"),
            "image_store": _("image store"),
            "image_board": _("image board"),
            "forum": _("forum"),
            "banner": _("banner site"),
            "link_site": _("link site"),
            "social": _("social medium"),
            "redirector": _("redirector"),
            "web_archive": _("web archive"),
            "search": _("search engine"),
            "image_host": _("image host"),
            "blog": _("blog"),
            "other": _("another kind"),
        },
    ),
    "commerciality": (
        _("Commercial?"),
        {
            "not_determined": _("cannot be determined"),
            "commercial": _("commercial"),
            "not_commercial": _("not commercial"),
        },
    ),
    "virtual": (_("Drawn or made by a computer?"), YES_NO),
    "user_generated": (_("Made by the child itself?"), YES_NO),
    "child_modelling": (_("Presented as child modelling?"), YES_NO),
}
ADDRESS_REASONS = {"assess": _("to assess it"), "check": _("to check something again")}
WORDS_REASONS = {
    "context": _("the address alone does not tell"),
    "danger": _("to see whether a child is in danger"),
    "check": _("to check something again"),
}
# What a reporter answered to the first question of the form.
DANGER = {
    "now": _("yes, now"),
    "known": _("knows the child or the person"),
    "self": _("is in the picture"),
    "no": _("no"),
}
STOPS = {
    "budget": _("That is enough for today. New addresses are offered again from %(until)s. Thank you for your work."),
    "pause": _("Time for a pause. Stand up, drink something, look far away. It goes on at %(until)s."),
    "nothing_waits": _("Nothing waits for you now."),
    "no_licence": _("No licence is noted for you, so nothing is handed out. Speak to your supervisor."),
    "licence_expired": _("Your licence has ended, so nothing is handed out. Speak to your supervisor."),
    "licence_not_yet": _("Your licence has not begun yet, so nothing is handed out."),
    "no_reason": _("Say first why you ask for it."),
    "not_in_hand": _("This is not in your hands any more. Take the next one."),
    "not_opened": _("It has not been opened yet."),
    "not_to_them": _("That colleague cannot be handed anything today."),
}
OTHERWISE = _("Nothing is handed out now. Speak to your supervisor.")
ANSWERED = {
    "not_taken": _("This is not in your hands any more. Take the next one."),
    "unknown_code": _("One of the answers is missing or does not fit the others."),
    "release_missing": _("The address could not be released. Open it again and sign once more."),
    "older_than_known": _("A newer word upon this address is known already."),
}
REFUSED = _("The answer was not taken. Nothing is lost: open it again and sign once more.")
LIST_REASONS = {
    "statistics": _("for statistics"),
    "inspection": _("for an inspection"),
    "training": _("for training"),
}
TALKS = {
    "group": pgettext_lazy("talk", "with the group"),
    "individual": pgettext_lazy("talk", "alone"),
    "debrief": pgettext_lazy("talk", "after a hard case"),
}


def stopped(why: str, until: datetime | None) -> str:
    """Why nothing is handed out, kindly, and until when."""
    when = date_format(until.astimezone(zone()), "H:i") if until else ""
    return str(STOPS.get(why, OTHERWISE)) % {"until": when}


def named(lists: dict[str, Any]) -> list[dict[str, Any]]:
    """Each list of codes with its question and the words for its codes, in the order of the list."""
    return [
        {"name": name, "title": LISTS[name][0], "codes": [(code, LISTS[name][1][code]) for code in codes]}
        for name, codes in lists.items()
    ]
