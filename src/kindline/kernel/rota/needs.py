"""What the line needs at every hour: a rule set as data, with the organisation's own laid over it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kindline.kernel.contacts.codes import LANGUAGES

FILE = Path(__file__).parent / "needs.toml"
OWN = "rota.toml"
TRAINING = ("missing", "helpline")


class BadNeeds(ValueError):
    """The organisation's own file asks for something that is not to be had. The message names it."""


@dataclass(frozen=True)
class Needs:
    """So many at the line and on call at once; among those at the line each language and each training."""

    at_once: int
    on_call: int
    languages: tuple[str, ...]
    training: tuple[str, ...]


def needs() -> Needs:
    """The rule set in force. BadNeeds for a number, language or training that there is not."""
    raw, own = tomllib.loads(FILE.read_text()), Path(settings.DATA_DIR) / OWN
    if own.exists():
        raw |= tomllib.loads(own.read_text())
    known = {"at_once": range(100), "on_call": range(100)}
    lists = {"languages": LANGUAGES, "training": TRAINING}
    for name, value in raw.items():
        good = (name in known and type(value) is int and value in known[name]) or (
            name in lists and isinstance(value, list) and all(one in lists[name] for one in value)
        )
        if not good:
            raise BadNeeds(f"{OWN}: {name}")
    return Needs(raw["at_once"], raw["on_call"], tuple(raw["languages"]), tuple(raw["training"]))
