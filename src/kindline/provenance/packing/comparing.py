"""What changes from one pack to the next: how much of the address space says something else, by country."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kindline.provenance.pack import Facts, Intervals, Pack

FIELDS = ("registration_cc", "geo_cc", "holder_cc", "asn", "proxy")


@dataclass(frozen=True, slots=True)
class Change:
    """One field moved from one value to another. IPv6 is counted in /64 networks, IPv4 in addresses."""

    version: int
    field: str
    before: str
    after: str
    stretches: int
    size: int


def compare(before: Pack, after: Pack) -> list[Change]:
    """Every change, the largest first."""
    changes: list[Change] = []
    for version in (4, 6):
        stretches: Counter[tuple[str, str, str]] = Counter()
        sizes: Counter[tuple[str, str, str]] = Counter()
        for size, old, new in _overlaid(before.intervals(version), after.intervals(version)):
            for name, was, now in _differences(before.facts, old, after.facts, new):
                stretches[name, was, now] += 1
                sizes[name, was, now] += size
        unit = 1 if version == 4 else 1 << 64
        changes += [Change(version, *key, count, sizes[key] // unit) for key, count in stretches.items()]
    return sorted(changes, key=lambda change: (change.version, change.field, -change.size, change.before, change.after))


def _overlaid(before: Intervals, after: Intervals) -> Iterator[tuple[int, int, int]]:
    """(size, row before, row after) of every stretch both agree to be one."""
    old = new = start = 0
    while start < 1 << before.bits:
        last = min(before.end(old), after.end(new))
        yield last + 1 - start, before.rows[old], after.rows[new]
        old += before.end(old) == last
        new += after.end(new) == last
        start = last + 1


def _differences(before: Facts, old: int, after: Facts, new: int) -> Iterator[tuple[str, str, str]]:
    for name in FIELDS:
        was, now = getattr(before, name)[old], getattr(after, name)[new]
        if was != now:
            # Which AS became which is no table to read: counted is that it changed.
            yield (name, "", "") if name == "asn" else (name, was, now)
