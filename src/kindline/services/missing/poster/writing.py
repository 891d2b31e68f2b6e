"""A poster (A4) and a square social card, as tagged PDF (PDF/UA-1, ISO 14289-1) and as PNG, by typst in this process.

What a sheet says reaches the typesetter as data, never as markup. The same facts give the same bytes.
"""

import base64
import io
import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import qrcode
import typst
from babel.dates import format_datetime
from PIL import Image

from kindline.services.missing.facts import BadFacts, Facts
from kindline.services.missing.words import age_in_words, words
from kindline.services.missing.xml_reading import Refused, local, read

SHEET = Path(__file__).parent / "sheet.typ"
SHAPES = ("poster", "card")
LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}
WHEN = {
    "nl": "EEEE d MMMM y, HH:mm",
    "fr": "EEEE d MMMM y, HH:mm",
    "de": "EEEE, d. MMMM y, HH:mm",
    "en": "EEEE d MMMM y, HH:mm",
}
PORTRAIT_LIMIT = 500_000
# Dots an inch: a poster of 1240 × 1754, a card of 1063 × 1063 points.
DOTS = 150
JPEG = b"\xff\xd8\xff"
NEVER_IN_A_DRAWING = ("image", "script", "foreignObject", "use", "a", "style", "feImage")


def sheet_pdf(facts: Facts, portrait: bytes, language: str, *, shape: str) -> bytes:
    """One sheet in one language; BadFacts when the portrait is no drawing or the sheet cannot be set."""
    return _compiled(facts, portrait, language, shape, "pdf")


def sheet_png(facts: Facts, portrait: bytes, language: str, *, shape: str) -> bytes:
    """The same as a picture, refused where the PDF is: a letter that the shipped types lack is never shown as a box."""
    sheet_pdf(facts, portrait, language, shape=shape)
    return _compiled(facts, portrait, language, shape, "png")


def drawn(data: bytes) -> bytes:
    """The portrait, when it is a drawing in itself: SVG without photographs, scripts or anything from elsewhere."""
    try:
        root = read(data, limit=PORTRAIT_LIMIT)
    except Refused as refusal:
        raise BadFacts(f"portrait: {refusal}") from None
    if local(root) != "svg":
        raise BadFacts("portrait is not an SVG drawing")
    for element in root.iter():
        outside = any(name.rpartition("}")[2] in ("href", "src") or "url(" in value for name, value in element.items())
        if local(element) in NEVER_IN_A_DRAWING or outside or any(re.match("on", name) for name in element.attrib):
            raise BadFacts(f"portrait holds {local(element)} or a reference; a drawing holds lines and colours alone")
    return data


def _framed(photograph: bytes) -> bytes:
    """A photograph that `publishing.portraits` made anew, as a drawing that holds nothing else."""
    width, height = Image.open(io.BytesIO(photograph), formats=["JPEG"]).size
    inside = base64.b64encode(photograph).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{inside}"/></svg>'
    ).encode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _compiled(facts: Facts, portrait: bytes, language: str, shape: str, kind: Literal["pdf", "png"]) -> bytes:
    inputs = {
        "sheet": json.dumps(_said(facts, language, shape), ensure_ascii=False),
        "portrait": (_framed(portrait) if portrait.startswith(JPEG) else drawn(portrait)).decode("utf-8"),
    }
    common: dict[str, Any] = {"root": SHEET.parent, "font_paths": _fonts(), "ignore_system_fonts": True}
    day = datetime.combine(facts.last_seen.date(), datetime.min.time(), tzinfo=UTC)
    if kind == "pdf":
        common |= {"pdf_standards": ["ua-1"]}
    else:
        common |= {"ppi": DOTS}
    try:
        made = typst.compile(SHEET, format=kind, sys_inputs=inputs, timestamp=day, **common)
    except typst.TypstError as problem:
        raise BadFacts(f"the sheet cannot be set: {str(problem).splitlines()[0]}") from None
    if not isinstance(made, bytes):
        raise BadFacts("does not fit on one sheet; shorten its words")
    return made


def _said(facts: Facts, language: str, shape: str) -> dict[str, Any]:
    phrases = words(language)["poster"]
    page = facts.page(language)
    return {
        "shape": shape,
        "language": language,
        "words": phrases,
        "title": f"{phrases['title']}: {facts.name}",
        "name": facts.name,
        "age": age_in_words(facts.age, language),
        "height": f" · {facts.height} cm" if facts.height else "",
        "since": _day(facts.last_seen, language),
        "place": facts.place[language],
        "clothing": facts.clothing[language],
        "looks": facts.looks[language],
        "circumstances": facts.circumstances.get(language, ""),
        "number": facts.number,
        "page": page.removeprefix("https://"),
        "code": _code(page),
        "portrait_alt": phrases["portrait"].format(name=facts.name),
        "code_alt": phrases["qr"].format(page=page),
    }


def _day(at: datetime, language: str) -> str:
    return format_datetime(at, WHEN[language], tzinfo=at.tzinfo, locale=LOCALES[language])


def _code(page: str) -> list[list[bool]]:
    """The dark and light cells of the code for this address, without its quiet border; error correction M."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(page)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]
