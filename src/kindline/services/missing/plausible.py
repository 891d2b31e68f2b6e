"""Beside each sighting what does not fit: said, never acted upon, for a witness may be right and the file wrong.

Places are towns: a table of general knowledge, rounded to a hundredth of a degree, good to a few kilometres. A pure
function over what was said; nothing of it is stored.
"""

import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from kindline.services.missing.seen import Seen

TOWNS = Path(__file__).parent / "towns-be.csv"
# Faster than a train between two towns: one of the two is somebody else.
FASTEST_KMH, NEAR_KM = 160.0, 5.0
SAME_WITHIN = timedelta(minutes=30)
EARTH_KM = 6371.0
LONG_AGO = timedelta(days=30)


@dataclass(frozen=True)
class Town:
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Weighed:
    """One sighting with the codes of what does not fit, and those it may repeat (`like`)."""

    id: UUID
    town: Town | None
    doubts: tuple[str, ...] = ()
    like: tuple[UUID, ...] = field(default=())


def town(name: str) -> Town | None:
    """The town of this name in any spelling of case and accents; None for one that the table lacks."""
    return _towns().get(_plain(name))


def weigh(
    said: Iterable[tuple[UUID, datetime, Seen]], *, last_seen: datetime | None, last_town: str = ""
) -> list[Weighed]:
    """All sightings of one file (id, received, what was said), in the order given."""
    rows = list(said)
    known = sorted(((seen.moment, one, found) for one, _, seen in rows if seen.moment and (found := town(seen.town))))
    return [
        Weighed(
            one,
            town(seen.town),
            tuple(_doubts(one, received, seen, last_seen, town(last_town), known)),
            _like(one, seen, rows),
        )
        for one, received, seen in rows
    ]


def kilometres(one: Town, other: Town) -> float:
    """As the crow flies (haversine)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _doubts(
    one: UUID,
    received: datetime,
    seen: Seen,
    last_seen: datetime | None,
    last_town: Town | None,
    known: list[tuple[datetime, UUID, Town]],
) -> Iterator[str]:
    at = seen.moment
    if at is None:
        yield "no_time"
    else:
        if at > received:
            yield "still_to_come"
        if last_seen and at < last_seen:
            yield "before_last_seen"
        if received - at > LONG_AGO:
            yield "long_ago"
    here = town(seen.town)
    if here is None:
        yield "place_unknown"
    elif at and _too_fast(one, at, here, last_seen, last_town, known):
        yield "too_fast"


def _too_fast(
    one: UUID,
    at: datetime,
    here: Town,
    last_seen: datetime | None,
    last_town: Town | None,
    known: list[tuple[datetime, UUID, Town]],
) -> bool:
    """From where the child was last seen for certain; else from the sighting just before."""
    if last_seen and last_town and at >= last_seen:
        return _fast(last_seen, last_town, at, here)
    before = [(then, there) for then, other, there in known if other != one and then <= at]
    return bool(before) and _fast(*before[-1], at, here)


def _fast(then: datetime, there: Town, at: datetime, here: Town) -> bool:
    far, hours = kilometres(there, here), (at - then).total_seconds() / 3600
    return far > NEAR_KM and (hours <= 0 or far / hours > FASTEST_KMH)


def _like(one: UUID, seen: Seen, rows: list[tuple[UUID, datetime, Seen]]) -> tuple[UUID, ...]:
    """Others of the same witness, or of the same town within half an hour: suggestions, never merged."""
    return tuple(other for other, _, them in rows if other != one and _alike(seen, them))


def _alike(one: Seen, other: Seen) -> bool:
    if one.witness and _digits(one.witness) and _digits(one.witness) == _digits(other.witness):
        return True
    near = one.moment and other.moment and abs(one.moment - other.moment) <= SAME_WITHIN
    return bool(near and one.town and _plain(one.town) == _plain(other.town))


def _digits(text: str) -> str:
    found = re.sub(r"\D", "", text)
    return found[-8:] if len(found) >= 8 else ""


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@cache
def _towns() -> Mapping[str, Town]:
    with TOWNS.open(encoding="utf-8", newline="") as file:
        return {
            _plain(row["name"]): Town(row["name"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)
        }


def every_town() -> list[Town]:
    """For the map."""
    return list(_towns().values())
