"""Laying tables over each other: where all of them say the same, there is one stretch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kindline.provenance.pack.cutting import cut
from kindline.provenance.pack.facts import NOTHING, Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.model import NetworkFact
from kindline.provenance.packing.said import Column, Said

Key = tuple[int, str, str, str, str, bool]
"""AS, registration, place, country of the holder, proxy, anycast."""
_COLUMNS = tuple(Column)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of ASes beside their name: operators of proxies, and who announces one address in many places."""

    proxies: Mapping[int, str] = field(default_factory=dict)
    anycast: frozenset[int] = frozenset()


def merge(tables: Sequence[Said], *, marks: Marks) -> tuple[Facts, dict[int, Intervals], dict[int, str]]:
    """Facts, intervals by version, and the holders' names. Of two tables with one column the earlier one is heard."""
    holders: dict[int, str] = {}
    holder_ccs: dict[int, str] = {}
    for said in reversed(tables):
        holders.update(said.holders)
        holder_ccs.update(said.holder_ccs)
    keys: dict[int, list[tuple[int, Key]]] = {
        version: [(start, _key(now, holder_ccs, marks)) for start, now in _stretches(tables, version)]
        for version in (4, 6)
    }
    named = sorted({key for found in keys.values() for _, key in found} - {_SILENT})
    number = {_SILENT: 0} | {key: at for at, key in enumerate(named, start=1)}
    intervals = {
        version: Intervals.of(version, ((start, number[key]) for start, key in found))
        for version, found in keys.items()
    }
    return Facts.of(_fact(key, holders) for key in named), intervals, _named(named, holders)


def _stretches(tables: Sequence[Said], version: int) -> Iterator[tuple[int, list[str]]]:
    """(start, value of each column), ascending, wherever anything changes."""
    layers = [
        (column, said.ranges[column, version])
        for column in _COLUMNS
        for said in tables
        if (column, version) in said.ranges
    ]
    changes = sorted(
        (start, number, value)
        for number, (_, ranges) in enumerate(layers)
        for start, value in _last_of_each(cut(ranges, nothing=""))
    )
    now = [""] * len(layers)
    for start, group in groupby(changes, key=lambda change: change[0]):
        for _, number, value in group:
            now[number] = value
        yield start, _heard(layers, now)


def _last_of_each(cuts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for _, group in groupby(cuts, key=lambda item: item[0]):
        *_, last = group
        yield last


def _heard(layers: Sequence[tuple[Column, object]], now: Sequence[str]) -> list[str]:
    heard = dict.fromkeys(_COLUMNS, "")
    for (column, _), value in zip(layers, now, strict=True):
        heard[column] = heard[column] or value
    return list(heard.values())


_SILENT: Key = (0, "", "", "", "", False)


def _key(now: Sequence[str], holder_ccs: Mapping[int, str], marks: Marks) -> Key:
    asn = int(now[0] or 0)
    return (
        asn,
        now[1],
        now[2],
        now[3] or holder_ccs.get(asn, ""),
        now[4] or marks.proxies.get(asn, ""),
        bool(now[5]) or asn in marks.anycast,
    )


def _fact(key: Key, holders: Mapping[int, str]) -> NetworkFact:
    asn, registration, geo, holder_cc, proxy, anycast = key
    return NetworkFact(
        prefix=NOTHING.prefix,
        asn=asn,
        holder=holders.get(asn, ""),
        registration_cc=registration,
        geo_cc=geo,
        proxy=proxy,
        anycast=anycast,
        holder_cc=holder_cc,
    )


def _named(keys: Iterable[Key], holders: Mapping[int, str]) -> dict[int, str]:
    return {asn: holders[asn] for asn in sorted({key[0] for key in keys}) if holders.get(asn)}
