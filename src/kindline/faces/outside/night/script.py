"""The script of the night: files and sightings from `examples/missing/night.toml`, and the calls around them."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

NIGHT = Path(__file__).parents[5] / "examples" / "missing" / "night.toml"
BRIEF = ("silent", "silent", "prank", "prank", "wrong_number", "wrong_number", "test", "other", "silent", "prank")
QUESTIONS = (
    ("call", "parent", "nl", "Her son is sixteen and an hour late. What can she do now?"),
    ("chat", "child", "fr", "A friend wants to run away tomorrow and asked to keep it secret."),
    ("call", "teacher", "nl", "A pupil was collected by somebody the school does not know."),
    ("mail", "public", "de", "Where can posters be ordered?"),
    ("call", "family", "fr", "How does one prepare for a child that comes back?"),
    ("call", "media", "nl", "A newspaper asks for figures."),
    ("form", "public", "en", "A shop offers its window for posters."),
    ("call", "parent", "en", "May the other parent travel with the child without a signature?"),
    ("chat", "child", "nl", "I am on the street and do not want to go home. Who hears what I say?"),
    ("call", "professional", "fr", "A youth worker asks who may speak with the police."),
)
# What the runaway says of himself, and why the police are not told.
OWN_CALL = {
    "wishes": "Does not want to go back there tonight.",
    "safe": "Sleeps at the home of a friend.",
    "message": "Tell my mother that I am well.",
    "why": "He asks so, is safe, calls again at noon.",
}
LANGUAGES = ("nl", "fr", "de", "en")


@dataclass(frozen=True)
class File:
    """One file of the night, as somebody tells it."""

    key: str
    theme: str
    kind: str
    child: str
    born: str
    sex: str
    hours: int
    told: tuple[str, ...]
    caller: str
    language: str
    notes: str
    posture: str = "effective"
    reach: str = ""
    second: str = ""
    town: str = ""
    same_as: str = ""
    outcome: str = ""
    appeal: tuple[str, ...] = ()
    guardian: bool = False
    calls_himself: bool = False

    @property
    def given_name(self) -> str:
        return self.child.split()[0]


@dataclass(frozen=True)
class Sighting:
    """One thing a witness says."""

    of: str
    what: str = field(repr=False)
    town: str = ""
    minutes: int = 0
    language: str = "en"


@cache
def files() -> tuple[File, ...]:
    return tuple(
        File(**raw | {name: tuple(raw.get(name, ())) for name in ("told", "appeal")}) for raw in _raw()["files"]
    )


@cache
def sightings() -> tuple[Sighting, ...]:
    return tuple(Sighting(**raw) for raw in _raw()["sightings"])


@cache
def _raw() -> dict[str, list[dict]]:  # type: ignore[type-arg]
    return tomllib.loads(NIGHT.read_text("utf-8"))
