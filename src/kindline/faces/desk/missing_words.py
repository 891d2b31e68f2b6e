"""Words for the codes of a missing file, and for the facts that its criteria ask for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# How a contact's page names the files that this duty opens.
gettext_noop("missing child")
gettext_noop("sexually exploited child")
KINDS = {
    "runaway": _("Runaway"),
    "third_party_abduction": _("Abduction by a third person"),
    "parental_abduction": _("Abduction by a parent"),
    "missing_migrant_minor": _("Missing migrant minor"),
    "lost_injured_otherwise": _("Lost, injured or missing otherwise"),
    "grooming": _("Grooming"),
    "sextortion": _("Sextortion"),
    "images_of_a_known_child": _("Images of a known child"),
    "exploited_by_third_person": _("Exploitation by a third person"),
    "offline_abuse": _("Abuse offline"),
}
POSTURES = {"effective": _("it has happened"), "preventive": _("it is feared")}
GONE_FROM = {"": _("not known"), "home": _("home"), "institution": _("an institution")}
REACH = {"": _("not known"), "national": _("within the country"), "international": _("across a border")}
SEXES = {"": _("not said"), "girl": _("girl"), "boy": _("boy"), "other": _("other")}
ALERTS = {
    "": _("not known"),
    "none": _("none"),
    "requested": _("asked for"),
    "active": _("active"),
    "withdrawn": _("withdrawn"),
}
DECISIONS = {"worrying": _("worrying"), "not_worrying": _("not worrying")}
STATES = {"open": _("open"), "ended": _("ended"), "erased": _("erased")}
OUTCOMES = {
    "found_by_police": _("Found by the police"),
    "came_back": _("Came back by themselves"),
    "found_by_public": _("Found after an appeal to the public"),
    "found_after_alert": _("Found after a Child Alert"),
    "found_by_family": _("Found by family or friends"),
    "found_injured": _("Found injured"),
    "found_dead": _("Found dead"),
    "returned_by_court": _("Returned by a court's order"),
    "returned_by_mediation": _("Returned after mediation"),
    "known_not_returned": _("Place known, not returned"),
    "to_other_line": _("Handed to another line"),
    "no_disappearance": _("It was no disappearance"),
    "prevented": _("A feared one did not happen"),
    "came_of_age": _("Came of age meanwhile"),
    "unsolved": _("Unsolved; looked at again in a year"),
    "safe_now": _("The child is safe now"),
}
FACTS = {
    "physical_disability": _("A physical disability?"),
    "mental_disability": _("A mental disability?"),
    "lacks_autonomy": _("Unable to look after themselves?"),
    "medical_treatment": _("Under medical treatment?"),
    "needs_medicine": _("Must take medicines?"),
    "danger_of_death": _("Possibly in danger of death?"),
    "said_goodbye": _("Said goodbye, or left a note?"),
    "spoke_of_suicide": _("Spoke of suicide?"),
    "dangerous_weather_or_place": _("Out in dangerous weather, or near a dangerous place?"),
    "with_threatening_persons": _("Possibly with people who threaten them?"),
    "victim_of_offence": _("Possibly the victim of an offence?"),
    "online_contact_unknown": _("In contact online with somebody unknown?"),
    "exploitation_suspected": _("Is exploitation suspected?"),
    "contradicts_habits": _("Quite unlike them to stay away?"),
    "left_everything_behind": _("Left everything behind: telephone, money, keys?"),
}
ANSWERS = {"": _("not known"), "yes": _("yes"), "no": _("no")}
