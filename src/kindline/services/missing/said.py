"""What is said in a file: the children, the facts that make a disappearance worrying, the officer, the notes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from kindline.kernel import vault
from kindline.sealing.errors import TooLarge
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File

LONGEST = {"notes": 30_000, "officer": 300, "decided_by": 300}
CHILD = {
    "name": 200, "known_as": 200, "born": 10, "sex": 10, "looks": 1_000, "clothing": 1_000, "speaks": 200, "height": 20,
    "eyes": 60, "hair": 60, "marks": 500, "nationality": 200, "medical": 1_000,
}  # fmt: skip
MOST_CHILDREN = 12


@dataclass(frozen=True)
class Child:
    """One child. `born` is YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known; every part may be empty."""

    name: str = field(default="", repr=False)
    known_as: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    sex: str = ""
    looks: str = field(default="", repr=False)
    clothing: str = field(default="", repr=False)
    speaks: str = field(default="", repr=False)
    height: str = field(default="", repr=False)
    eyes: str = field(default="", repr=False)
    hair: str = field(default="", repr=False)
    marks: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)
    medical: str = field(default="", repr=False)


@dataclass(frozen=True)
class Said:
    """All of it. `facts` are those that the criteria ask for, yes or no; what nobody knows is not among them.

    `sis` and `interpol`: what the police say of alerts of theirs (Regulation (EU) 2018/1862, art. 32; yellow notice),
    none, requested, active or withdrawn. Only authorities enter them.
    """

    notes: str = field(default="", repr=False)
    officer: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    sis: str = ""
    interpol: str = ""
    children: tuple[Child, ...] = field(default=(), repr=False)
    facts: Mapping[str, bool] = field(default_factory=dict, repr=False)
    ticked: tuple[str, ...] = ()


def sealed(said: Said, *, file: File) -> bytes:
    """What is stored; TooLong when it does not fit."""
    long = any(len(getattr(said, part)) > most for part, most in LONGEST.items())
    wordy = any(len(getattr(child, part)) > most for child in said.children for part, most in CHILD.items())
    if long or wordy or len(said.children) > MOST_CHILDREN:
        raise TooLong
    try:
        return vault.seal_contact(json.dumps(asdict(said), ensure_ascii=False).encode(), contact=file.pk)
    except TooLarge:
        raise TooLong from None


def opened(file: File) -> Said:
    """What was stored. KeyGone once it is erased. Whoever shows it to a person goes through `reading`."""
    if not file.sealed:
        return Said()
    raw = json.loads(vault.open_contact(bytes(file.sealed), contact=file.pk))
    children = tuple(Child(**one) for one in raw.pop("children"))
    return Said(**raw | {"children": children, "ticked": tuple(raw["ticked"])})
