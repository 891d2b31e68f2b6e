"""A letter as plain text: one exact address a line, nothing else on it, so that it can be copied whole."""

import textwrap
from collections.abc import Iterator

from kindline.services.hotline.writing.composing import written
from kindline.services.hotline.writing.letter import Letter

WIDTH = 78


def as_text(letter: Letter) -> str:
    """The whole letter, in its own language."""
    return "\n\n".join(_parts(letter)) + "\n"


def head_of(letter: Letter) -> list[tuple[str, str]]:
    """To whom, on which day, under which number and check code: names and values in the letter's language."""
    values = {
        "to": letter.recipient,
        "day": written(letter.day, letter.language),
        "number": letter.number,
        "check_code": letter.check_code,
    }
    return [(letter.labels[name], value) for name, value in values.items()]


def _parts(letter: Letter) -> Iterator[str]:
    yield _folded(letter.title.upper())
    if letter.draft:
        yield _folded(letter.labels["draft"])
    yield "\n".join(f"{name}{letter.labels['colon']} {value}" for name, value in head_of(letter))
    yield _folded(letter.opening)
    for element in letter.elements:
        yield f"{element.heading}\n{_folded(element.text)}"
        if element.lines:
            yield "\n".join("\n".join([f"{row.line}. {row.address}", *_facts(row.facts)]) for row in letter.lines)
    yield "\n".join([letter.labels["asks"], *(_folded(ask, bullet=f"{n}. ") for n, ask in enumerate(letter.asks, 1))])
    yield _folded(letter.closing)
    yield f"{_folded(letter.labels['genuine'])}\n{letter.genuine}"
    yield "\n".join(f"{name}{letter.labels['colon']}\n{value}" for name, value in letter.keys)


def _facts(facts: tuple[str, ...]) -> list[str]:
    return [_folded(fact, bullet="   – ") for fact in facts]


def _folded(text: str, bullet: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
