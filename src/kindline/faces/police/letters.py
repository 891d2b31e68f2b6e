"""The letters that came with a dossier, as text and PDF in the police's own folder: to read, to sign, or to leave."""

import re
from pathlib import Path

from kindline.client.police.opening import Item
from kindline.faces.police.folder import write_private
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.pdf import as_pdf
from kindline.services.hotline.writing.text import as_text

FOLDER = "letters"
NAME = re.compile(r"[A-Za-z0-9-]+\.[a-z]+\.[a-z]{2}\Z")


def write_letters(folder: Path, items: list[Item]) -> list[Path]:
    """Two files for each letter; one whose form this program does not know is left in `opened.json`."""
    return [path for item in items for letter in _letters(item) for path in _write(folder / FOLDER, letter)]


def _letters(item: Item) -> list[Letter]:
    given = item.content.get("letters", []) if item.purpose == "dossier" and not item.refused else []
    try:
        return [Letter.from_dict(one).about(str(item.content["canonical"])) for one in given]
    except (ValueError, KeyError, TypeError):
        return []


def _write(folder: Path, letter: Letter) -> list[Path]:
    name = f"{letter.number}.{letter.kind}.{letter.language}"
    if not NAME.match(name):
        return []
    return [
        write_private(folder / f"{name}.txt", as_text(letter).encode()),
        write_private(folder / f"{name}.pdf", as_pdf(letter)),
    ]
