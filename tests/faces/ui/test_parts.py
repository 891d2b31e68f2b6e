"""Small parts of every page."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from kindline.faces.ui.templatetags.ui import late, masked, span
from kindline.kernel import clock


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://photos.example.org/album?id=7", "hxxps://p•••[.]org/…"),
        ("http://photos.example.org", "hxxp://p•••[.]org"),
        ("https://anna:secret@photos.example.org/x", "hxxps://p•••[.]org/…"),
        ("http://192.0.2.7/x", "hxxp://•••/…"),
        ("telegram:@anna", "t•••"),
        ("", ""),
    ],
)
def test_a_masked_address_leads_nowhere_and_names_nobody(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(minutes=40), "40 min"), (timedelta(hours=2), "2 h"), (timedelta(days=3), "3 days")],
)
def test_a_length_of_time_is_said_as_people_say_it(length: timedelta, words: str) -> None:
    with translation.override("en"):
        assert span(length) == words


def test_late_is_a_word_and_not_a_colour() -> None:
    with translation.override("en"):
        assert late(clock.now() - timedelta(hours=2, minutes=1)) == "2 h over"
        assert late(clock.now() + timedelta(minutes=30, seconds=30)) == "in 30 min"
        assert late(None) == ""
    with translation.override("nl"):
        assert late(clock.now() - timedelta(hours=2, minutes=1)) == "2 u te laat"


def test_the_line_says_in_words_what_is_done() -> None:
    steps = [{"title": "Received", "note": "02 h", "done": True}, {"title": "Closed"}]
    with translation.override("en"):
        page = Template("{% way steps %}").render(Context({"steps": steps}))
    assert page.count('class="done"') == page.count("(done)") == 1
