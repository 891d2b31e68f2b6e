"""Standard answers to questions about procedure, in the reporter's language, whatever the operator's is."""

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

ANSWERS = {
    "stage": gettext_noop(
        "Your report was passed to the Federal Police unopened. We cannot read it and do not learn what is in it. "
        "With your receipt code you see when it was handed over and when it was closed; this is shown some days later."
    ),
    "addition": gettext_noop(
        "You can add something with your receipt code, under “add something”. It is sealed to the police like your "
        "report. Please do not write it in this box: here we can read it, and the police do not."
    ),
    "withdraw": gettext_noop(
        "A report that was passed on cannot be taken back, because only the police hold it. You need do nothing more. "
        "If you left a way to be reached, you may add that you do not wish to be contacted."
    ),
    "danger": gettext_noop(
        "If a child is in danger now, please call 112 or the police on 101. You can call us on 116 000, day and night."
    ),
}
# The same where licensed analysts judge: what is true of the police alone is not said there.
ASSESSED = ANSWERS | {
    "stage": gettext_noop(
        "Licensed analysts of the hotline judge your report; they are bound by professional secrecy, and nobody else "
        "here can read it. With your receipt code you see when they received it and when it was closed; this is shown "
        "some days later."
    ),
    "addition": gettext_noop(
        "You can add something with your receipt code, under “add something”. It is sealed to the analysts like your "
        "report. Please do not write it in this box: here others of the hotline can read it."
    ),
    "withdraw": gettext_noop(
        "A report that was passed on cannot be taken back, for what it says may protect a child. You need do nothing "
        "more. If you left a way to be reached, you may add that you do not wish to be contacted."
    ),
}


def standard_answers(language: str, *, assessed: bool) -> list[tuple[str, str]]:
    """Each standard answer by its code; `assessed` where analysts judge the report it is about."""
    return [(code, standard_text(code, language=language, assessed=assessed)) for code in ANSWERS]


def standard_text(code: str, *, language: str, assessed: bool) -> str:
    """The words of one, empty for an unknown code."""
    known = ASSESSED if assessed else ANSWERS
    with translation.override(language):
        return gettext(known[code]) if code in known else ""
