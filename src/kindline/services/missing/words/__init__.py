"""What appeals and alerts say around the facts, one file a language, all read at once."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "fr", "de", "en")
HERE = Path(__file__).parent


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    """Every phrase of a language, by part and name."""
    if language not in LANGUAGES:
        raise LookupError(f"no words in {language}")
    return tomllib.loads((HERE / f"{language}.toml").read_text("utf-8"))


def age_in_words(age: int, language: str) -> str:
    """“1 year”, “11 years”."""
    return words(language)["poster"]["year" if age == 1 else "years"].format(age=age)
