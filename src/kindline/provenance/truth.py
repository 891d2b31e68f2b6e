"""Scoring against what is known to be true: right, unknown and wrong apart, because unknown harms nobody.

Wrong about home is the error that matters: deciding home for what is abroad, or abroad for what is at home.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kindline.provenance.address import Locator, parse
from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision import CURRENT, Ruleset, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import ResolutionFailed, Resolver

UNKNOWN = "unknown"


class BadTruth(ValueError):
    """A file without the columns `address` and `country`."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    address: str = field(repr=False)
    country: str
    asn: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """`home_*` count rows that are or were said to be at home. `to_confirm`: right or wrong only once a person nods."""

    rows: int
    right: int
    unknown: int
    wrong: int
    home_true: int
    home_right: int
    home_unknown: int
    home_wrong: int
    to_confirm: int
    asn_right: int
    asn_wrong: int
    wrong_rows: tuple[Row, ...]

    @property
    def unknown_percent(self) -> float:
        return 100 * self.unknown / self.rows if self.rows else 0.0


def read_truth(text: str) -> list[Row]:
    """CSV with a heading: `address,country[,asn]`."""
    reader = csv.DictReader(io.StringIO(text))
    if not {"address", "country"} <= set(reader.fieldnames or ()):
        raise BadTruth("no columns `address` and `country`")
    return [_row(number, row) for number, row in enumerate(reader, start=2)]


def score(
    rows: Iterable[Row],
    *,
    pack: Pack,
    home: str,
    resolver: Resolver,
    ruleset: Ruleset = CURRENT,
    at: datetime | None = None,
) -> Score:
    """How the decisions compare with the truth.

    Scored is where the sources point. That an old pack's word must be confirmed by a person is counted apart, so the
    claims are read as of the pack's own day unless `at` says otherwise.
    """
    moment = at or _day_of(pack)
    counts: Counter[str] = Counter()
    wrong: list[Row] = []
    for row in rows:
        claims = _claims(row.address, pack=pack, resolver=resolver, at=moment)
        location = decide_country(claims, home=home, ruleset=ruleset)
        said = location.country or UNKNOWN
        counts.update(_grades(row, said, home=home))
        counts["to_confirm"] += said != UNKNOWN and location.needs_person
        counts.update(_asn_grades(row, claims))
        if said not in (UNKNOWN, row.country):
            wrong.append(Row(row.line, row.address, row.country, row.asn, said))
    names = ("rows", "right", "unknown", "wrong", "home_true", "home_right", "home_unknown", "home_wrong")
    return Score(
        **{name: counts[name] for name in (*names, "to_confirm", "asn_right", "asn_wrong")}, wrong_rows=tuple(wrong)
    )


def _row(number: int, row: dict[str, str]) -> Row:
    asn = (row.get("asn") or "").strip().upper().removeprefix("AS")
    return Row(
        line=number,
        address=(row["address"] or "").strip(),
        country=(row["country"] or "").strip().upper(),
        asn=int(asn) if asn.isdecimal() else 0,
    )


def _day_of(pack: Pack) -> datetime:
    day = pack.manifest.as_of
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _claims(text: str, *, pack: Pack, resolver: Resolver, at: datetime) -> tuple[Claim, ...]:
    locator = parse(text)
    if not isinstance(locator, Locator):
        return ()
    try:
        return gather(locator, pack=pack, resolver=resolver, at=at)
    except ResolutionFailed:
        return ()


def _grades(row: Row, said: str, *, home: str) -> list[str]:
    grade = "unknown" if said == UNKNOWN else "right" if said == row.country else "wrong"
    grades = ["rows", grade]
    if row.country == home:
        grades += ["home_true", f"home_{grade}"]
    elif said == home:
        grades.append("home_wrong")
    return grades


def _asn_grades(row: Row, claims: tuple[Claim, ...]) -> list[str]:
    announced = {claim.value for claim in claims if claim.predicate is Predicate.ANNOUNCED_BY}
    if not row.asn or not announced:
        return []
    return ["asn_right" if f"AS{row.asn}" in announced else "asn_wrong"]
