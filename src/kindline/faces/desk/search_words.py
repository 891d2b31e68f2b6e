"""Words for the codes of a search: sightings, appeals, places, the child's own call, the family."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {"phone": _("by telephone"), "form": _("public form"), "other": _("otherwise")}
DOUBTS = {
    "no_time": _("no time given"),
    "still_to_come": _("later than it was told"),
    "before_last_seen": _("before the child was last seen"),
    "long_ago": _("more than a month ago"),
    "place_unknown": _("the town is not on our map"),
    "too_fast": _("too far away to get there in that time"),
}
LEVELS = {
    "cards": _("discreet cards, shown to a few"),
    "posters": _("posters"),
    "web": _("web and social media"),
    "alert": _("Child Alert"),
}
PARTIES = {
    "police": _("Police"),
    "prosecutor": _("Prosecutor"),
    "organisation": _("Our organisation"),
    "family": _("Parents or guardian"),
}
CAPACITIES = {"": "–", "parents": _("parents"), "guardian": _("guardian")}
STATES = {"draft": _("draft"), "live": _("live"), "ended": _("ended")}
WHY = {"found": _("found"), "withdrawn": _("an agreement was withdrawn"), "ended": _("ended")}
PLACES = {
    "page": _("our page"),
    "feed": _("our feed"),
    "module": _("module on other sites"),
    "poster": _("poster"),
    "social": _("social media"),
    "press": _("press"),
    "partner": _("partner’s site"),
    "radio": _("radio or television"),
    "card": _("discreet card"),
}
SHAPES = {"poster": _("poster"), "card": _("square card")}
POLICE = {
    "told": _("told, with the child’s consent"),
    "emergency": _("told: the child is in danger"),
    "not_told": _("not told"),
    "undecided": _("still to be decided"),
}
TOPICS = {
    "progress": _("how the search goes"),
    "appeal": _("about the appeal"),
    "message": _("messages for the family"),
    "after": _("support afterwards"),
}
LANGUAGES = {"nl": _("Dutch"), "fr": _("French"), "de": _("German"), "en": _("English")}
NO_PICTURE = {
    "none": _("No picture was chosen."),
    "large": _("This picture is too large. At most 10 MB and 40 million dots."),
    "format": _("This is no picture that we read. Choose a JPEG, PNG or WebP."),
    "broken": _("This picture is damaged. Ask for it again."),
    "scanner": _("The scanner refused this file. Ask for another one."),
    "taken_on": _("Type when it was taken as 2026, 2026-04 or 2026-04-30."),
}
