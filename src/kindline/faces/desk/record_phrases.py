"""Words for the codes of the registers."""

from django.utils.translation import gettext_lazy as _

RIGHTS = {
    "access": _("To see what is kept"),
    "rectification": _("To correct it"),
    "erasure": _("To erase it"),
    "restriction": _("To leave it untouched"),
    "objection": _("To object to its use"),
}
ASKERS = {
    "reporter": _("Who reported, with the code"),
    "person_concerned": _("A person it is about"),
    "parent": _("A parent or guardian"),
    "representative": _("A lawyer or representative"),
}
OUTCOMES = {
    "granted": _("Granted"),
    "partly": _("Granted in part"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrawn by the person"),
}
GROUNDS = {
    "child_interest": _("The interest of the child"),
    "investigation": _("An investigation that would suffer"),
    "rights_of_others": _("The rights of somebody else"),
    "legal_hold": _("A legal hold stands"),
    "not_identifiable": _("Nothing can be tied to this person"),
}
DISCLOSURE_GROUNDS = {
    "judge": _("A judge asked"),
    "law": _("A law requires it"),
    "danger": _("Somebody was in danger"),
    "own_request": _("The person concerned asked for it"),
    "mandate": _("The mandate provides for it"),
}
TOLD = {
    "case_bundle": _("The file of a case"),
    "existence": _("That a report exists"),
    "metadata": _("State, hours and counts"),
    "released_address": _("An address the police had released"),
    "statement": _("A statement by a colleague"),
}
