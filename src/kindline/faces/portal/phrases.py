"""The portal's words for codes."""

from django.utils.translation import gettext_lazy as _

KINDS = {"handover": _("Report"), "addition": _("Addition"), "dossier": _("Dossier")}

ACTIONS = {
    "removed": _("Removed"),
    "secured": _("Access blocked, data secured"),
    "moved": _("Moved to another host"),
    "refused": _("Refused"),
    "not_found": _("Not found with us"),
}

# What became of one entry of an answers file; the code itself is shown for any other.
RESULTS = {
    "accepted": _("accepted"),
    "repeated": _("already known"),
    "unknown_receipt": _("unknown receipt"),
    "unknown_envelope": _("unknown address"),
    "unknown_dossier": _("unknown dossier"),
    "unreadable": _("could not be read"),
    "release_missing": _("the release is missing"),
    "release_without_instruction": _("a release without the instruction to act"),
    "unknown_classification": _("the classification is missing"),
    "no_verdict": _("the verdict is missing"),
    "instruction_without_abuse": _("an instruction without abuse material"),
}

DOCUMENTS = {
    "bad_time": _("The time in this file cannot be read."),
    "wrong_form": _("This is a signed file, but not of answers, or of another authority."),
    "not_signed_UnknownSigner": _("This file is signed by a key that the mandate does not name."),
    "not_signed_Tampered": _("This is not a signed file, or it was changed after signing."),
    "at_the_desk": _("Whoever signed this works at the desk and answers there."),
    "not_signed_TooLarge": _("This file is too large."),
}
UNREADABLE = _("This is not a signed file of answers.")
