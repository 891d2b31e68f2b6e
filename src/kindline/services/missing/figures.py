"""The year of the line, as the 116 000 network and Child Focus publish theirs: every number with what it is out of.

Source of the tables: Missing Children Europe's “Figures and Trends” and Child Focus's yearly reports (reference §1.3).
Files and children are counted apart. Where parts do not add up to their whole a flag says by how much; nothing is
repaired. Counted from codes alone: no word of a file is opened.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.contacts.figures import contacts
from kindline.services.missing import forwarding
from kindline.services.missing.keeping import FOUND, OUTCOMES
from kindline.services.missing.kinds import EXPLOITED, MISSING, Exploitation, Kind, Reach
from kindline.services.missing.models import File, OwnCall, Sighting
from kindline.services.missing.publishing.models import Alert, Appeal, Spot

BANDS = (
    ("under_48_hours", timedelta(hours=48)),
    ("under_1_week", timedelta(days=7)),
    ("1_week_to_1_month", timedelta(days=31)),
    ("1_to_6_months", timedelta(days=183)),
    ("over_6_months", None),
)


@dataclass(frozen=True)
class Line:
    """One number: `n` out of `of`, which `out_of` names; `of` is None for a number that is a whole in itself."""

    table: str
    label: str
    n: int
    of: int | None
    out_of: str
    flag: str = ""

    @property
    def share(self) -> float | None:
        return round(self.n / self.of, 4) if self.of else None


@dataclass(frozen=True)
class Year:
    """Every line of a year, as of a moment. A year that is not over says so by its `as_of`."""

    year: int
    as_of: datetime
    lines: tuple[Line, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(f"{line.table}: {line.flag}" for line in self.lines if line.flag)


def of_year(year: int, *, zone: str) -> Year:
    """The tables of this year in civil time; ValueError for a year that has not begun."""
    start, until = (datetime(each, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for each in (year, year + 1))
    if start > clock.now():
        raise ValueError(f"{year} has not begun")
    return Year(year, clock.now(), tuple(_checked(_lines(start, until))))


def _lines(start: datetime, until: datetime) -> Iterator[Line]:
    during = Q(started_at__gte=start, started_at__lt=until)
    rows = contacts().filter(during)
    yield from _divided("contacts by channel", Counter(rows.values_list("channel", flat=True)), "every contact")
    yield from _divided("contacts by kind", Counter(rows.values_list("what", flat=True)), "every contact")
    yield from _divided("contacts by caller", Counter(rows.values_list("caller", flat=True)), "every contact")
    yield from _missing(start, until)
    yield from _exploited(start, until)
    yield from _public(start, until)


def _missing(start: datetime, until: datetime) -> Iterator[Line]:
    files = File.objects.filter(theme=MISSING)
    new = files.filter(opened_at__gte=start, opened_at__lt=until)
    older = files.filter(opened_at__lt=start).filter(Q(ended_at=None) | Q(ended_at__gte=start))
    count, carried = new.count(), older.count()
    yield from _divided("files", {"new": count, "carried over": carried}, "files worked on in the year")
    children = sum(new.values_list("children", flat=True))
    yield Line("children", "children in new files", children, None, "")
    yield from _divided("new files by kind", _counted(new, "kind", Kind), "new files")
    yield from _divided("new files by kind at opening", _counted(new, "kind_at_opening", Kind), "new files")
    for kind in (Kind.RUNAWAY, Kind.PARENTAL_ABDUCTION):
        yield from _divided(
            f"{kind} by posture", Counter(new.filter(kind=kind).values_list("posture", flat=True)), f"new {kind} files"
        )
    ran = new.filter(kind=Kind.RUNAWAY)
    yield from _divided(
        "runaway by gone from", _counted(ran, "gone_from", ("home", "institution")), "new runaway files"
    )
    yield Line("repeated", "runaway, missing before", ran.filter(again=True).count(), ran.count(), "new runaway files")
    known = new.exclude(reach="")
    abroad = known.filter(reach=Reach.INTERNATIONAL).count()
    yield Line("across a border", "international", abroad, known.count(), "new files whose reach is known")
    yield Line("worrying", "proposed by the rules", new.filter(proposed=True).count(), count, "new files")
    decided = new.exclude(decision="")
    yield Line(
        "worrying",
        "decided as worrying",
        decided.filter(decision="worrying").count(),
        decided.count(),
        "new files with a decision",
    )
    yield from _ended(files, new, start, until)


def _ended(files: QuerySet[File], new: QuerySet[File], start: datetime, until: datetime) -> Iterator[Line]:
    found = Q(outcome__in=FOUND)
    for kind in Kind:
        of_kind = new.filter(kind=kind, posture="effective")
        same_year = of_kind.filter(found, ended_at__lt=until).count()
        yield Line("found within the same year", kind, same_year, of_kind.count(), f"new effective {kind} files")
    ended = files.filter(ended_at__gte=start, ended_at__lt=until)
    yield from _divided("ended files by outcome", _counted(ended, "outcome", OUTCOMES), "files ended in the year")
    spans = ended.filter(found).exclude(last_seen_at=None).values_list("last_seen_at", "ended_at")
    yield from _divided(
        "time away until found",
        Counter(_band(end - seen) for seen, end in spans if seen and end),
        "files found in the year whose last sight is known",
    )
    still = files.filter(opened_at__lt=until).filter(Q(ended_at=None) | Q(ended_at__gte=until))
    yield Line("at the end of the year", "not found yet", still.count(), None, "")


def _exploited(start: datetime, until: datetime) -> Iterator[Line]:
    new = File.objects.filter(theme=EXPLOITED, opened_at__gte=start, opened_at__lt=until)
    yield from _divided("new exploitation files by kind", _counted(new, "kind", Exploitation), "new exploitation files")


def _public(start: datetime, until: datetime) -> Iterator[Line]:
    published = Appeal.objects.filter(published_at__gte=start, published_at__lt=until)
    new = File.objects.filter(theme=MISSING, opened_at__gte=start, opened_at__lt=until)
    asked = published.filter(file__in=new).values("file").distinct().count()
    yield Line("public", "files with an appeal", asked, new.count(), "new files")
    alerts = Alert.objects.filter(kind="Alert", sent_at__gte=start, sent_at__lt=until)
    yield Line("public", "Child Alerts", alerts.count(), None, "")
    seen = Sighting.objects.filter(received_at__gte=start, received_at__lt=until)
    ids = list(seen.values_list("id", flat=True))
    yield Line("sightings", "with the police", len(forwarding.arrived(ids)), len(ids), "sightings")
    places = Spot.objects.filter(appeal__ended_at__gte=start, appeal__ended_at__lt=until)
    yield Line(
        "places",
        "seen to be gone",
        places.filter(confirmed="seen").count(),
        places.count(),
        "places of appeals that ended",
    )
    calls = OwnCall.objects.filter(at__gte=start, at__lt=until)
    yield Line("the child itself", "calls of the child", calls.count(), None, "")


def _counted(rows: QuerySet[File], field: str, codes: Iterable[str]) -> dict[str, int]:
    """Every code of the list, those that never occur too; what was never said is a part of its own."""
    found = Counter(str(value) for value in rows.values_list(field, flat=True))
    known = {str(code): found.get(str(code), 0) for code in codes}
    rest = {value or "not said": number for value, number in found.items() if value not in known}
    return known | rest


def _divided(table: str, parts: Any, out_of: str) -> Iterator[Line]:
    whole = sum(parts.values())
    for label, number in parts.items():
        yield Line(table, str(label), number, whole, out_of)
    yield Line(table, "total", whole, None, out_of)


def _band(away: timedelta) -> str:
    return next(name for name, most in BANDS if most is None or away < most)


def _checked(lines: Iterable[Line]) -> Iterator[Line]:
    """Tables that speak of the same files agree, or say by how much they do not."""
    known = list(lines)
    totals = {line.table: line.n for line in known if line.label == "total"}
    new = next(line.n for line in known if line.table == "files" and line.label == "new")
    for line in known:
        of_new = line.label == "total" and line.table.startswith("new files by")
        off = line.n - new if of_new else 0
        if line.label == "total" and line.table.startswith("contacts by"):
            off = line.n - totals["contacts by channel"]
        yield Line(**vars(line) | {"flag": f"differs by {off:+d}"}) if off else line
