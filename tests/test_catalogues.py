"""Every text a reader meets exists in every language that ships."""

from pathlib import Path

import pytest

from kindline.faces.cli import catalogues

FOLDERS = {str(path.relative_to(catalogues.SOURCE)): path for path in catalogues.owners()}


@pytest.mark.parametrize("language", catalogues.COMPLETE)
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_is_translated(folder: str, language: str) -> None:
    missing = catalogues.gaps(FOLDERS[folder], language=language)
    assert not missing, f"{folder} in {language} ({len(missing)}; ./kindline messages):\n" + "\n".join(missing)


@pytest.fixture
def face(tmp_path: Path) -> Path:
    """A face with one page and one module, in French half done."""
    (tmp_path / "page.html").write_text(
        "{% load i18n %}\n  <p>{% translate 'It is not your fault' %}\n{% blocktranslate count n=x %}\n"
        "one {{ a }}{% plural %}{{ n }} of {{ a }}{% endblocktranslate %}"
    )
    (tmp_path / "view.py").write_text("from x import gettext as _\n_('Hello %(name)s')\n_(variable)\n")
    french = catalogues.catalogue(tmp_path, "fr")
    french.parent.mkdir(parents=True)
    french.write_text('msgid "It is not your fault"\nmsgstr "Ce n’est pas ta faute"\n')
    return tmp_path


def test_a_missing_a_fuzzy_and_a_broken_text_are_each_named(face: Path) -> None:
    assert sorted(catalogues.gaps(face, language="fr")) == ["missing: 'Hello %(name)s'", "missing: '\\none %(a)s'"]
    french = catalogues.catalogue(face, "fr")
    french.write_text(french.read_text() + '\n#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n')
    assert "fuzzy: 'Hello %(name)s'" in catalogues.gaps(face, language="fr")
    french.write_text(french.read_text().replace("#, fuzzy\n", "").replace("Bonjour %(name)s", "Bonjour %(nom)s"))
    assert "placeholders differ: 'Hello %(name)s' → 'Bonjour %(nom)s'" in catalogues.gaps(face, language="fr")


def test_an_update_keeps_translations_and_a_text_that_comes_back_finds_its_own(face: Path) -> None:
    def update() -> str:
        catalogues.update(face, language="fr", template=catalogues.extract(face))
        return catalogues.catalogue(face, "fr").read_text()

    page = face / "page.html"
    text = page.read_text()
    first = update()
    assert "Ce n’est pas ta faute" in first and 'msgid_plural "%(n)s of %(a)s' in first
    assert not catalogues.update(face, language="fr", template=catalogues.extract(face))
    page.write_text("")
    assert '#~ msgid "It is not your fault"' in update()
    page.write_text(text)
    assert update() == first
