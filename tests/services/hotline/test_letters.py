"""Letters: every field the law asks for, in four languages, and nothing that warns or exposes anybody (P11)."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from kindline.faces.cli.commands.routes import mandate_of, shipped
from kindline.services.hotline.writing.composing import KINDS, LANGUAGES, empty_fields
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.pdf import as_pdf
from kindline.services.hotline.writing.text import as_text
from tests.letters import letter

# Regulation (EU) 2022/2065: what an order (9(2)) and a notice (16(2)) must contain, and what 9(5) adds.
ARTICLE_9 = ("9(2)(a)(i)", "9(2)(a)(ii)", "9(2)(a)(iii)", "9(2)(a)(iv)", "9(2)(a)(v)", "9(2)(a)(vi)", "9(2)(b)",
             "9(2)(c)", "9(5)")  # fmt: skip
ARTICLE_16 = ("16(2)(a)", "16(2)(b)", "16(2)(c)", "16(2)(d)")
AWKWARD = 'https://album.test/a;b?c=#panic("x")$x^2$*b*_i_<a>&q=\\u{1}@me`raw`//no/*c*/[x]{y}~--'
LONG = "https://balkon.example/" + "a" * 300
TIMES = re.compile(r"\b\d{1,2}[:.h]\d{2}\b(?!\.)|T\d{2}:|\b\d{1,2} (?:uur|heures|Uhr|o'clock)\b|\d ?(?:am|pm)\b")
HOLES = re.compile(r"\{|\}|TODO|XXX|[Ll]orem|\[\s*\]|\[\.\.\.\]|…|_{3,}|\bNone\b|\bnull\b")


def faults(text: str) -> Iterator[str]:
    """What must not stand in a letter, whatever it is about."""
    yield from HOLES.findall(text)
    yield from TIMES.findall(text)


EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "wanted"), [("order", ARTICLE_9), ("notice", ARTICLE_16)])
def test_every_element_of_the_articles_is_a_field_with_words(kind: str, wanted: tuple[str, ...], language: str) -> None:
    found = {element.name: element.text for element in letter(kind, language).elements}
    assert tuple(found) == wanted
    assert min(map(len, found.values())) > 20
    assert [element.name for element in letter(kind, language).elements if element.lines] == [
        "9(2)(a)(iv)" if kind == "order" else "16(2)(b)"
    ]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_has_no_hole_no_placeholder_and_no_time_finer_than_a_day(kind: str, language: str) -> None:
    written = letter(kind, language)
    assert not empty_fields(written)
    assert not list(faults(as_text(written)))
    assert not list(faults(json.dumps(written.to_dict())[1:-1].replace("{", "").replace("}", "").replace("[]", "")))


@pytest.mark.parametrize(
    "fault", ["{number}", "TODO", "____", "at 14:32", "om 9 uur", "gegen 9 Uhr", "2026-11-26T09:12", "None"]
)
def test_the_search_for_faults_finds_a_planted_one(fault: str) -> None:
    assert list(faults(as_text(replace(letter("notice", "en"), closing=fault))))


@pytest.mark.parametrize(
    ("language", "day"),
    [("nl", "26 november 2026"), ("fr", "26 novembre 2026"), ("de", "26. November 2026"), ("en", "26 November 2026")],
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, day: str) -> None:
    assert day in as_text(letter("notice", language))


def test_an_empty_field_is_named() -> None:
    written = letter("notice", "nl")
    first, *others = written.elements
    holed = replace(written, elements=(replace(first, text=" "), *others), keys=(("key", ""),), lines=())
    assert list(empty_fields(holed)) == ["16(2)(a)", "key", "lines"]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_letter_says_how_to_know_that_it_is_genuine(kind: str, language: str) -> None:
    text = as_text(letter(kind, language))
    for known in ("N-ABCDEFGH", "23456789", "AB12 AB12", "CD34 CD34", f"https://portal.example/{language}/genuine/"):
        assert known in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_asks_to_secure_the_data_and_orders_say_that_they_are_drafts(language: str) -> None:
    words = {"nl": "veilig te stellen", "fr": "conserver les données", "de": "Daten für", "en": "secure the data"}
    assert words[language] in letter("notice", language).asks[0]
    for kind in ("order", "preservation"):
        draft = letter(kind, language)
        assert draft.draft and draft.labels["draft"][:20] in as_text(draft)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_field(language: str) -> None:
    everything = " ".join(as_text(letter(kind, language)) for kind in KINDS).lower()
    assert "porn" not in everything
    assert {"nl": "seksueel misbruik", "fr": "abus sexuels", "de": "sexuellen missbrauchs", "en": "sexual abuse"}[
        language
    ] in everything


def test_a_letter_is_the_same_after_it_was_sealed_and_only_shows_what_was_kept() -> None:
    written = letter("notice", "de", "https://album.test/a", "https://album.test/b")
    again = Letter.from_dict(json.loads(json.dumps(written.to_dict())))
    assert again == written
    assert "album.test/b" not in as_text(written.only([1]))


@pytest.mark.parametrize(
    "address", [AWKWARD, LONG, "http://192.0.2.7:8080/x", "https://xn--bcher-kva.example/%E2%82%AC"]
)
def test_an_awkward_address_is_shown_exactly_and_runs_nothing(address: str) -> None:
    written = letter("notice", "en", address, "https://album.test/after")
    assert f"1. {address}\n" in as_text(written)
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(as_pdf(written))).pages)
    assert address in shown.replace("\n", "") and "https://album.test/after" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_titled_spoken_and_dated_by_the_day(language: str) -> None:
    written = letter("order", language)
    pdf = as_pdf(written)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == language
    assert reader.metadata and reader.metadata.title == written.title
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20261126120000Z"
    assert as_pdf(written) == pdf


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `notice sample` writes, and what it says."""
    out = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-m", "kindline.faces.cli", "notice", "sample", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return out, done.stdout


def test_the_sample_has_every_letter_of_every_route_in_every_language(samples: tuple[Path, str]) -> None:
    out, said = samples
    rows = [(law, rule) for law in map(mandate_of, shipped()) for rule in law.rules]
    assert {law.id for law, _ in rows} >= {"relay-be-2002", "assess-be-2017", "assess-inhope", "exercise"}
    for law, rule in rows:
        stems = [f"{law.id}.{rule.name}.{kind}.{tongue}" for kind in rule.letters for tongue in LANGUAGES]
        assert all((out / f"{stem}{end}").exists() for stem in stems for end in (".txt", ".pdf", ".eml"))
        assert rule.letters or f"{law.id} {rule.name}: no letter" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_judged_and_that_it_is_an_exercise_follow_from_the_mandate(
    samples: tuple[Path, str], language: str
) -> None:
    out, _ = samples
    judges = {"nl": "analisten", "fr": "analystes", "de": "Analysten", "en": "analysts"}[language]
    exercise = {"nl": "OEFENING", "fr": "EXERCICE", "de": "ÜBUNG", "en": "EXERCISE"}[language]
    for name, says_judges, is_exercise in (
        ("relay-be-2002.home.notice", False, False),
        ("assess-inhope.home.notice", True, False),
        ("assess-be-2017.home.order", True, False),
        ("assess-be-2017.abroad_member.member", True, False),
        ("exercise.home.notice", True, True),
    ):
        text = (out / f"{name}.{language}.txt").read_text()
        assert ((judges in text), (exercise in text)) == (says_judges, is_exercise), name


def test_every_sample_mail_opens_with_openssl_and_the_demo_key(samples: tuple[Path, str], tmp_path: Path) -> None:
    out, _ = samples
    mails = sorted(out.glob("relay*.home.*.eml"))
    assert len(mails) >= 16
    for mail in mails:
        opened = tmp_path / "opened.eml"
        keys = ["-recip", out / "demo.cert.pem", "-inkey", out / "demo.key.pem"]
        subprocess.run(["openssl", "cms", "-decrypt", "-in", mail, *keys, "-out", opened], check=True)
        check = ["-verify", "-in", opened, "-CAfile", out / "hotline.cert.pem", "-out", tmp_path / "text"]
        subprocess.run(["openssl", "cms", *check], check=True, capture_output=True)
        assert b"pictures.example" in (tmp_path / "text").read_bytes()
        assert b"pictures.example" not in mail.read_bytes()
