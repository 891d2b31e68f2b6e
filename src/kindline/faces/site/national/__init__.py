"""National facts (numbers, names, links) as data: which file holds is the mandate's home country."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from kindline.kernel.mandate.active import active
from kindline.sealing.errors import SealingError

FOLDER = Path(__file__).parent


def facts(language: str) -> dict[str, Any]:
    """Everything this country tells its reporters, in one language; in English for a language it has no words in."""
    known = _read(_home())
    return known.get(language) or known["en"]


def _home() -> str:
    """The mandate's home; without a readable mandate the first country shipped, so that help is never missing."""
    try:
        return active().home.lower()
    except (OSError, SealingError, ValueError):
        return min(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=4)
def _read(home: str) -> dict[str, dict[str, Any]]:
    document = tomllib.loads((FOLDER / f"{home}.toml").read_text("utf-8"))
    languages = document["police"]["name"]
    return {language: {"home": home} | _in_language(document, language, set(languages)) for language in languages}


def _in_language(node: Any, language: str, languages: set[str]) -> Any:
    """A document in which every table of languages has become the one text that this reader reads."""
    if isinstance(node, dict):
        if node and set(node) <= languages:
            return node.get(language, "")
        return {key: _in_language(value, language, languages) for key, value in node.items()}
    if isinstance(node, list):
        return [_in_language(value, language, languages) for value in node]
    return node
