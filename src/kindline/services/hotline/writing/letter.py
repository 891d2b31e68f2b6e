"""A letter as data: every field the law asks for by its name, complete in its own language, readable anywhere."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

FORM = "kindline/letter/1"


@dataclass(frozen=True)
class Element:
    """One statutory field: its name in the law, a heading and its words; `lines`: the addresses follow it."""

    name: str
    heading: str
    text: str
    lines: bool = False


@dataclass(frozen=True)
class Line:
    """One exact address, and what its reader must know of it in words."""

    line: int
    address: str = field(repr=False)
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """What a provider, an authority or a member hotline reads. Nothing in it is finer than a day (P11)."""

    kind: str
    language: str
    title: str
    number: str
    check_code: str
    day: date
    recipient: str
    opening: str
    elements: tuple[Element, ...]
    lines: tuple[Line, ...]
    asks: tuple[str, ...]
    closing: str
    # Words for the parts that every letter has, and where its reader asks whether it is genuine.
    labels: Mapping[str, str]
    keys: tuple[tuple[str, str], ...]
    genuine: str
    draft: bool = False

    def only(self, kept: Collection[int]) -> "Letter":
        """The same with these lines alone: what was withdrawn before anybody read it is not shown."""
        return replace(self, lines=tuple(line for line in self.lines if line.line in kept))

    def without_addresses(self) -> "Letter":
        """To be sealed beside its one address, which need not travel twice."""
        return replace(self, lines=tuple(replace(line, address="") for line in self.lines))

    def about(self, address: str) -> "Letter":
        """`without_addresses` read again beside the address it is about."""
        return replace(self, lines=tuple(replace(line, address=line.address or address) for line in self.lines))

    def to_dict(self) -> dict[str, Any]:
        """For sealing: `from_dict` gives it back."""
        return {"form": FORM, **asdict(self), "day": self.day.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Letter":
        """The letter in this dictionary; ValueError for another form."""
        if data.get("form") != FORM:
            raise ValueError("not a letter of a form we know")
        parts = {name: value for name, value in data.items() if name != "form"}
        parts["day"] = date.fromisoformat(data["day"])
        parts["elements"] = tuple(Element(**element) for element in data["elements"])
        parts["lines"] = tuple(Line(**line | {"facts": tuple(line["facts"])}) for line in data["lines"])
        parts["asks"] = tuple(data["asks"])
        parts["keys"] = tuple((name, value) for name, value in data["keys"])
        return cls(**parts)
