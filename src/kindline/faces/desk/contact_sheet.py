"""The paper sheet of a contact, for a night without network: A4, tagged (PDF/UA-1), in one of the house's languages.

It asks what the card asks, in the same words, and says to nobody what was written on another. Set in this process.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from kindline.faces.desk import contact_words as words
from kindline.kernel.contacts.codes import BRIEF, CALLERS, CHANNELS, OUTCOMES
from kindline.kernel.contacts.scripts import silent_call

SHEET = Path(__file__).parent / "sheet.typ"


@lru_cache(maxsize=4)
def sheet_pdf(language: str) -> bytes:
    """An empty sheet and the script of a silent call; the same language gives the same bytes."""
    with translation.override(language):
        said = _said(language)
    made = typst.compile(
        SHEET,
        root=SHEET.parent,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return bytes(made)  # type: ignore[arg-type]  # one document: bytes, not a list of pages


def _said(language: str) -> dict[str, Any]:
    script = silent_call()
    return {
        "language": language,
        "title": _("Contact on paper"),
        "hint": _("For when there is no network. Enter it at the desk as a paper sheet, then destroy it."),
        "emergency": _("A child in danger now: 112. Police: 101."),
        "when": _("Day and time"),
        "who": _("Counsellor"),
        "number": _("Entered as C-"),
        "channel": [_("How?"), [str(words.CHANNELS[code]) for code in CHANNELS if code != "paper"]],
        "brief": [_("A call that was none:"), [str(words.BRIEF[code]) for code in BRIEF]],
        "caller": [_("Who is it?"), [str(words.CALLERS[code]) for code in CALLERS if code != "unknown"]],
        "lines": [_("Name"), _("Telephone number"), _("Language"), _("Interpreter or relay")],
        "notes": _("Notes"),
        "outcome": [_("What came of it?"), [str(words.OUTCOMES[code]) for code in OUTCOMES]],
        "script": [_("Nobody speaks: what to say"), list(script.lines[language])],
        "unsigned": "" if script.signed_by else _(
            "Advice that no named professional has signed. "
            "Your organisation's own professionals read it, change it and put their name to it."
        ),
    }  # fmt: skip
