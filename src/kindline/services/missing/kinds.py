"""The five kinds of a disappearance as the 116 000 lines of Europe count them, and what a file says beside its kind.

Source: Missing Children Europe's definitions, which the Belgian police publish as Child Focus's own. A kind is revised
as facts come: a file keeps the kind at opening, the present one, and the way between.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Codes that figures and partners share."""

    RUNAWAY = "runaway"
    THIRD_PARTY_ABDUCTION = "third_party_abduction"
    PARENTAL_ABDUCTION = "parental_abduction"
    MISSING_MIGRANT_MINOR = "missing_migrant_minor"
    LOST_INJURED_OTHERWISE = "lost_injured_otherwise"


class Exploitation(StrEnum):
    """What is done to a sexually exploited child, as the line counts it."""

    GROOMING = "grooming"
    SEXTORTION = "sextortion"
    IMAGES = "images_of_a_known_child"
    THIRD_PERSON = "exploited_by_third_person"
    OFFLINE = "offline_abuse"


MISSING, EXPLOITED = "missing", "exploited"
THEMES: dict[str, type[StrEnum]] = {MISSING: Kind, EXPLOITED: Exploitation}


class State(StrEnum):
    """Has it happened, or is it feared."""

    EFFECTIVE = "effective"
    PREVENTIVE = "preventive"


class GoneFrom(StrEnum):
    HOME = "home"
    INSTITUTION = "institution"


class Reach(StrEnum):
    NATIONAL = "national"
    INTERNATIONAL = "international"


class Otherwise(StrEnum):
    """Kept apart because published tables print them apart."""

    LOST = "lost"
    INJURED = "injured"
    UNDETERMINED = "undetermined"


class Phase(StrEnum):
    """Where a migrant minor was accommodated."""

    OBSERVATION = "observation"
    SECOND = "second"


# What a file says more exactly, by kind.
SPLITS: dict[Kind, tuple[type[StrEnum], ...]] = {
    Kind.RUNAWAY: (GoneFrom, Reach, State),
    Kind.THIRD_PARTY_ABDUCTION: (State,),
    Kind.PARENTAL_ABDUCTION: (Reach, State),
    Kind.MISSING_MIGRANT_MINOR: (Phase,),
    Kind.LOST_INJURED_OTHERWISE: (Otherwise,),
}


@dataclass(frozen=True)
class Change:
    """One kind a file was given, since when and by whom."""

    kind: Kind
    at: datetime
    by: str


@dataclass(frozen=True)
class KindHistory:
    """Every kind a file had, oldest first; never empty."""

    changes: tuple[Change, ...]

    @property
    def type_at_opening(self) -> Kind:
        return self.changes[0].kind

    @property
    def type_current(self) -> Kind:
        return self.changes[-1].kind

    def revised(self, kind: Kind, *, at: datetime, by: str) -> "KindHistory":
        """The same with a new present kind; ValueError for the same kind or an earlier time."""
        last = self.changes[-1]
        if kind == last.kind:
            raise ValueError(f"the kind is {kind} already")
        if at < last.at:
            raise ValueError("a kind is not revised before it was given")
        return KindHistory((*self.changes, Change(kind, at, by)))


def opened(kind: Kind, *, at: datetime, by: str) -> KindHistory:
    return KindHistory((Change(kind, at, by),))
