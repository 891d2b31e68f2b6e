"""Every field refuses what it must, in the reader's language, saying how to mend it, and loses no typed letter."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext

from kindline.faces.site.phrases import NOTES, REFUSALS
from kindline.provenance.address import NoteCode, RefusalCode
from tests.faces.site.conftest import Form

Open = Callable[..., Form]
LANGUAGES = ("nl", "fr", "de", "en")
DANGER = "Choose the answer that fits best. If you are not sure, choose “I know the child or the person”."
EITHER = "You chose to stay unknown, but there is text in the box below. Empty it, or choose the other."
TOO_LONG = "This text is too long: %(over)d characters too many. Shorten it a little."

# page, what was sent, the English text of the message, the field that carries it
WRONG: list[tuple[str, dict[str, str], str, str]] = [
    ("danger", {}, DANGER, "danger"),
    ("danger", {"danger": "perhaps"}, DANGER, "danger"),
    ("doors", {}, "Choose what comes closest. If children are shown, choose the first answer.", "door"),
    ("seen", {}, "Choose what comes closest. If you do not know, choose “Something else”.", "seen"),
    ("where", {"where": " "}, "Paste at least one address. You find it in the bar at the top of the browser.", "where"),
    ("where", {"where": "x" * 100_001}, TOO_LONG, "where"),
    ("more", {"when": "w" * 201}, TOO_LONG, "when"),
    ("more", {"how": "h" * 501}, TOO_LONG, "how"),
    ("more", {"account": "a" * 8001}, TOO_LONG, "account"),
    ("contact", {}, "Choose whether you stay unknown or leave a way to reach you. Both are fine.", "reach"),
    ("contact", {"reach": "contact"}, "Write how you can be reached, or choose to stay unknown.", "identity"),
    ("contact", {"reach": "unknown", "identity": "me"}, EITHER, "reach"),
    ("contact", {"reach": "contact", "identity": "i" * 501}, TOO_LONG, "identity"),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("at", "sent", "message", "field"), WRONG)
def test_a_wrong_answer_is_explained_and_kept(
    form: Open, language: str, at: str, sent: dict[str, str], message: str, field: str
) -> None:
    page = form(language).to(at).send(**sent)
    assert page.response.status_code == 422
    assert page.page.hidden["at"] == at
    with translation.override(language):
        said = gettext(message) % {"over": 1} if "%" in message else gettext(message)
    assert page.page.text.count(said) >= 2, "once in the summary, once beside the field"
    assert f'aria-describedby="{field}_' in page.page.html or f'id="{field}_error"' in page.page.html
    for name, value in sent.items():
        if name in page.page.values:
            assert page.page.values[name].strip() == value.strip()
    assert 'id="errors"' in page.page.html
    assert "autofocus" in page.page.html


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_every_code_of_the_address_grammar_has_words_in_every_language(language: str) -> None:
    assert set(NOTES) == set(NoteCode)
    assert set(REFUSALS) == set(RefusalCode)
    with translation.override("en"):
        english = [str(words) for words in (*NOTES.values(), *REFUSALS.values())]
    with translation.override(language):
        assert not set(english) & {str(words) for words in (*NOTES.values(), *REFUSALS.values())}


def test_a_refused_line_is_named_by_its_number(form: Open) -> None:
    page = form("en").to("where").send(where="https://photos.example.org/1\nfile:///home/me/x.txt")
    assert "Line 2: this is a file on a device." in page.page.text


def test_too_many_addresses_are_asked_for_in_two_reports(form: Open) -> None:
    page = form("en").to("where").send(where="\n".join(f"https://photos.example.org/{n}" for n in range(101)))
    assert "more than 100 addresses" in page.page.text
