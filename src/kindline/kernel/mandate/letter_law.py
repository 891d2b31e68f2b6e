"""What letters say of the law, in each language they are written in: part of the mandate, never of the code."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("nl", "fr", "de", "en")
PHRASES = (
    "provision", "authority", "order_basis", "redress_provider", "redress_recipient",
    "effect_to", "territory", "preservation_basis",
)  # fmt: skip
# These differ by who judges: the police, or licensed analysts.
BY_ASSESSOR = ("judged", "agreement")
# The letters a step brings; a mandate may add drafts that the authority signs, and that we never send.
OF_STEPS = {"notify": "notice", "refer": "referral", "transfer": "transfer", "member": "member"}
DRAFTS = ("order", "preservation")
KINDS = (*OF_STEPS.values(), *DRAFTS)


@dataclass(frozen=True)
class LetterLaw:
    """Phrases by language and name, some by who judges; days for which an authority asks data to be preserved."""

    phrases: dict[str, dict[str, str]]
    by_assessor: dict[str, dict[str, dict[str, str]]]
    preservation_days: int

    def of(self, language: str, *, assessor: str) -> dict[str, str]:
        """The phrases in this language (English when it is none of ours), where `assessor` has judged."""
        known = language if language in LANGUAGES else "en"
        return self.phrases[known] | {name: self.by_assessor[known][name][assessor] for name in BY_ASSESSOR}


def read_law(entry: dict[str, Any]) -> LetterLaw:
    """The `[letters]` part of a mandate; KeyError names what is missing."""
    phrases = {language: {name: entry[language][name] for name in PHRASES} for language in LANGUAGES}
    by_assessor = {language: {name: dict(entry[language][name]) for name in BY_ASSESSOR} for language in LANGUAGES}
    return LetterLaw(phrases, by_assessor, int(entry["preservation_days"]))


def letters_of(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The letters that follow from a route's steps alone."""
    return tuple(OF_STEPS[step] for step in steps if step in OF_STEPS)


def problems(route: str, steps: tuple[str, ...], letters: tuple[str, ...]) -> Iterator[str]:
    """Why these letters cannot be those of a route with these steps."""
    yield from (f"route {route} has unknown letter {letter}" for letter in letters if letter not in KINDS)
    yield from (f"route {route} yields no {kind}" for kind in letters_of(steps) if kind not in letters)
    sent = (letter for letter in letters if letter not in DRAFTS)
    yield from (f"route {route} has no step for {letter}" for letter in sent if letter not in letters_of(steps))
    if set(letters) & set(DRAFTS) and "referral" not in letters:
        yield f"route {route} drafts an order that no dossier brings to the authority"


def empty_phrases(law: LetterLaw) -> Iterator[str]:
    """Phrases without words: a letter would leave with a hole in it."""
    for language in LANGUAGES:
        judged = {
            f"{name}.{who}": said for name in BY_ASSESSOR for who, said in law.by_assessor[language][name].items()
        }
        phrases = law.phrases[language] | judged
        yield from (f"letters.{language}.{name} is empty" for name, words in phrases.items() if not words.strip())
