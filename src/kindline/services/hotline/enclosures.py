"""The files that travel with a sealed letter: itself as PDF, and XARF for the lines that have one."""

from collections.abc import Mapping
from typing import Any

from kindline.services.hotline.writing import xarf
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.pdf import as_pdf


def files_of(letter: Letter, reports: Mapping[int, Mapping[str, Any]]) -> list[tuple[str, bytes]]:
    """Name and content of each; VisualEvidence when a report could show something."""
    return [
        (f"{letter.number}.pdf", as_pdf(letter)),
        *((f"{letter.number}-{line}.xarf.json", xarf.to_bytes(report)) for line, report in sorted(reports.items())),
    ]
