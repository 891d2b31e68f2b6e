"""A letter as a tagged PDF (PDF/UA-1, ISO 14289-1), by typst in this process: no subprocess, no font of the machine.

What a letter says reaches the typesetter as data, never as markup: an address is shown, not run.
"""

import json
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import typst

from kindline.services.hotline.writing.composing import written
from kindline.services.hotline.writing.letter import Letter

PAGE = Path(__file__).parent / "letter.typ"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def as_pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes: its only date is its day."""
    return typst.compile(
        PAGE,
        root=PAGE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letter": json.dumps(letter.to_dict() | {"written": written(letter.day, letter.language)})},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(letter.day, time(12), tzinfo=UTC),
    )
