"""What to say when nobody speaks: the script of a silent call, in four languages, with whoever signed it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "silent_call.toml"


@dataclass(frozen=True)
class Script:
    """Lines by language. Without a name in `signed_by` it is advice that no named professional answers for."""

    signed_by: str
    signed_on: str
    lines: dict[str, tuple[str, ...]]


@cache
def silent_call() -> Script:
    """The shipped script."""
    raw = tomllib.loads(FILE.read_text())
    return Script(raw["signed_by"], raw["signed_on"], {code: tuple(said) for code, said in raw["lines"].items()})
