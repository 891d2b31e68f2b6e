"""Posters and cards in four languages: tagged, complete, the same bytes for the same facts, and drawn."""

import io
import tomllib
from pathlib import Path
from typing import Any

import pypdf
import pytest

from kindline.faces.cli.dispatch import main
from kindline.services.missing.facts import BadFacts, Facts, facts_from
from kindline.services.missing.poster.writing import PORTRAIT_LIMIT, drawn, sheet_pdf, sheet_png
from kindline.services.missing.words import LANGUAGES, words
from tests.services.missing.fixtures import EXAMPLES

PORTRAIT = (EXAMPLES / "noor.svg").read_bytes()


def facts(**changes: Any) -> Facts:
    return facts_from(tomllib.loads((EXAMPLES / "noor.toml").read_text()) | changes)


def everywhere(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["poster", "card"])
def test_a_sheet_says_who_since_when_where_and_whom_to_call(language: str, shape: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(sheet_pdf(facts(), PORTRAIT, language, shape=shape)))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    said = " ".join(reader.pages[0].extract_text().split())
    told = (words(language)["poster"]["title"], "Noor", "11", "2026", "16:20", facts().place[language], "116\u202f000")
    assert [one for one in told if " ".join(one.split()) not in said] == []
    assert facts().clothing[language].split()[-1] in said


def test_the_same_facts_give_the_same_bytes() -> None:
    assert sheet_pdf(facts(), PORTRAIT, "nl", shape="card") == sheet_pdf(facts(), PORTRAIT, "nl", shape="card")


def test_the_longest_words_stay_on_one_sheet() -> None:
    long = facts(
        name=("Maximiliaan-Alexander Vandenvoorbeeld " * 2)[:60].strip(),
        place=everywhere(("bushalte " * 20)[:120].strip()),
        clothing=everywhere(("regenjas en " * 30)[:240].strip()),
        looks=everywhere(("donkerbruin haar " * 30)[:240].strip()),
        circumstances=everywhere(("liep weg van de halte " * 30)[:300].strip()),
    )
    for shape in ("poster", "card"):
        assert len(pypdf.PdfReader(io.BytesIO(sheet_pdf(long, PORTRAIT, "nl", shape=shape))).pages) == 1
        assert sheet_png(long, PORTRAIT, "nl", shape=shape).startswith(b"\x89PNG")


def test_what_a_sheet_says_is_never_markup() -> None:
    odd = facts(name='#panic("x") *b* $1$', place=everywhere('#read("/etc/passwd") \\ <b>'))
    text = pypdf.PdfReader(io.BytesIO(sheet_pdf(odd, PORTRAIT, "en", shape="poster"))).pages[0].extract_text()
    assert '#panic("x") *b* $1$' in " ".join(text.split())


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 5">{}</svg>'


@pytest.mark.parametrize(
    "portrait",
    [
        b"\xff\xd8\xff\xe0 a photograph",
        b"%PDF-1.7",
        SVG.format('<image href="data:image/png;base64,AA"/>').encode(),
        SVG.format("<script>1</script>").encode(),
        SVG.format('<rect fill="url(https://example.test/x)"/>').encode(),
        SVG.format('<rect onload="x"/>').encode(),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode(),
        SVG.format("<!--" + "x" * PORTRAIT_LIMIT + "-->").encode(),
        b"<html/>",
    ],
)
def test_only_a_drawing_is_a_portrait(portrait: bytes) -> None:
    with pytest.raises(BadFacts, match="portrait"):
        drawn(portrait)


def test_a_script_our_types_lack_is_refused_and_not_shown_as_boxes() -> None:
    for make in (sheet_pdf, sheet_png):
        with pytest.raises(BadFacts, match="小"):
            make(facts(name="小明"), PORTRAIT, "en", shape="card")
        assert make(facts(name="Łucja Ольга Ελένη"), PORTRAIT, "en", shape="card")


def test_a_portrait_that_leaves_no_room_is_refused() -> None:
    tall = SVG.replace("0 0 4 5", "0 0 1 50").format('<rect width="1" height="50"/>').encode()
    with pytest.raises(BadFacts, match="fit"):
        sheet_pdf(facts(), tall, "nl", shape="poster")


def test_the_command_writes_both_shapes_in_the_languages_asked_for(tmp_path: Path, capsys) -> None:
    file = str(EXAMPLES / "noor.toml")
    assert main(["missing", "poster", file, "--lang", "nl,de", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"EX-2026-0007-{shape}-{language}.{ending}"
        for shape in ("card", "poster")
        for language in ("de", "nl")
        for ending in ("pdf", "png")
    ]
    assert main(["missing", "poster", file, "--lang", "xx", "--out", str(tmp_path)]) == 1
    assert main(["missing", "poster", str(tmp_path / "none.toml"), "--out", str(tmp_path)]) == 1
    assert "no words in xx" in capsys.readouterr().err
