"""What the public pages say about who reads a report follows the mandate, in every language, and never says more."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from kindline.faces.site.slugs import LINKS
from kindline.kernel.mandate.active import active
from tests.faces.site.pages import Page
from tests.installation import make_installation

PAGES = ("home", "after", "privacy", "abroad")
# One word of each language for those who assess; the founding procedure has none of them, the other always one.
ANALYSTS = {"nl": "analist", "fr": "analyste", "de": "analyst", "en": "analyst"}
# What would be untrue where analysts open.
UNOPENED = ("zonder het te openen", "openen het niet", "sans l’ouvrir", "ne l’ouvrons pas", "ungeöffnet",
            "öffnen sie nicht", "without opening it", "do not open it")  # fmt: skip


def installed(keys: object, tmp_path: Path, settings: Settings, template: str) -> None:
    made = make_installation(tmp_path / "other", template)
    for folder in (settings.DATA_DIR, settings.KEYS_DIR):
        shutil.rmtree(folder, ignore_errors=True)
    settings.DATA_DIR, settings.KEYS_DIR = made.data, made.keys
    assert active().id == template


def text(reader: Client, language: str, page: str) -> str:
    return " ".join(Page(reader.get(LINKS[language][page]).content.decode()).text.split()).lower()


@pytest.mark.parametrize("language", sorted(ANALYSTS))
def test_where_analysts_open_no_page_says_that_nobody_does(
    reader: Client, keys: object, tmp_path: Path, settings: Settings, language: str
) -> None:
    relay = {page: text(reader, language, page) for page in PAGES}
    assert not any(ANALYSTS[language] in said for said in relay.values())
    installed(keys, tmp_path, settings, "assess-be-2017")
    for page in PAGES:
        said = text(reader, language, page)
        assert ANALYSTS[language] in said, page
        assert not any(untrue in said for untrue in UNOPENED), page
        assert "oefening" not in said


@pytest.mark.parametrize("language", sorted(ANALYSTS))
def test_every_page_of_an_exercise_says_so_first_and_whom_to_call_in_earnest(
    reader: Client, keys: object, tmp_path: Path, settings: Settings, language: str
) -> None:
    installed(keys, tmp_path, settings, "exercise")
    for page in (*PAGES, "danger", "code"):
        html = reader.get(LINKS[language][page]).content.decode()
        main = html[html.index('<main id="main"') :]
        assert main.index("rehearsal") < main.index("<h1"), page
        assert "tel:116000" in main
