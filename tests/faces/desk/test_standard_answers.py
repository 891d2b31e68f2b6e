"""Standard answers say who reads a report, and that differs from mandate to mandate."""

import pytest

from kindline.faces.desk.standard_answers import ANSWERS, standard_answers, standard_text

LANGUAGES = ("nl", "fr", "de", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_analysts_judge_nobody_is_told_that_the_police_alone_read(language: str) -> None:
    for code in ("stage", "addition", "withdraw"):
        there, here = (standard_text(code, language=language, assessed=assessed) for assessed in (False, True))
        assert here and here != there
        assert not any(police in here for police in ("olice", "olitie", "olizei"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_there_in_both_procedures(language: str) -> None:
    for assessed in (False, True):
        assert [code for code, text in standard_answers(language, assessed=assessed) if text] == list(ANSWERS)
