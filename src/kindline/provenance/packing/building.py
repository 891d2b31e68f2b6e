"""Building a pack from what was fetched: read, guard, lay over each other, write down with its sources."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from kindline.provenance.pack.columns import pack_bytes, write_facts, write_intervals
from kindline.provenance.pack.facts import Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.manifest import NAME, write_manifest
from kindline.provenance.pack.model import Manifest, Source, Table
from kindline.provenance.pack.tables import (
    ABUSE,
    ALIASES,
    BOOTSTRAP,
    COLUMNS,
    FACTS,
    HOLDERS,
    OPERATORS,
    PLATFORMS,
    SUFFIXES,
)
from kindline.provenance.packing.formats import read
from kindline.provenance.packing.merging import merge
from kindline.provenance.packing.operators import marks_from
from kindline.provenance.packing.recipe import Ingredient, Recipe
from kindline.provenance.packing.said import Said

NO_CONTACTS = b"subject,provider,name,mailbox,language\n"


class GuardTripped(ValueError):
    """A source has fewer or more rows than its recipe believes."""


@dataclass(frozen=True, slots=True)
class Fetched:
    octets: bytes
    retrieved_at: str
    origin: str


def shipped(name: str) -> bytes:
    """A table or a recipe that comes with the code."""
    return (files("kindline.provenance.packing") / "data" / name).read_bytes()


def build(recipe: Recipe, fetched: Mapping[str, Fetched], *, at: datetime) -> dict[str, bytes]:
    """Every file of the pack by name, its manifest among them. Same input, same bytes.

    Raises NotThatTable or GuardTripped, naming the source.
    """
    said = {ingredient.name: _read(ingredient, fetched[ingredient.name]) for ingredient in recipe.ingredients}
    holders = {asn: name for table in reversed(said.values()) for asn, name in table.holders.items()}
    marks, rotten = marks_from(shipped("operators.csv"), holders=holders)
    facts, intervals, named = merge(list(said.values()), marks=marks)
    tables = _tables(facts, intervals, named) | _kept(said)
    return _with_manifest(recipe, fetched, said, tables, faults=(*recipe.faults, *rotten), at=at)


def _read(ingredient: Ingredient, fetched: Fetched) -> Said:
    said = read(fetched.octets, format=ingredient.format, options=dict(ingredient.options))
    if said.rows < ingredient.min_rows or 0 < ingredient.max_rows < said.rows:
        believed = f"{ingredient.min_rows} to {ingredient.max_rows or 'any'}"
        raise GuardTripped(f"{ingredient.name}: {said.rows} rows, believed {believed}")
    return said


def _tables(
    facts: Facts, intervals: Mapping[int, Intervals], holders: Mapping[int, str]
) -> dict[str, tuple[bytes, int]]:
    operators = sorted({name for name in facts.proxy if name})
    names = "".join(f"{asn}\t{' '.join(name.split())}\n" for asn, name in holders.items())
    columns = {COLUMNS[version]: (write_intervals(found), len(found)) for version, found in intervals.items()}
    return columns | {
        FACTS: (write_facts(facts, operators=operators), len(facts)),
        HOLDERS: (pack_bytes(names.encode("utf-8")), len(holders)),
        OPERATORS: (_lines(["operator"], [[name] for name in operators]), len(operators)),
        ALIASES: _counted(shipped(ALIASES)),
        PLATFORMS: _counted(shipped(PLATFORMS)),
        ABUSE: _counted(NO_CONTACTS),
    }


def _kept(said: Mapping[str, Said]) -> dict[str, tuple[bytes, int]]:
    """Tables that are kept as they were published."""
    texts = {name: octets for table in said.values() for name, octets in table.texts.items()}
    registries = sorted(name for name in texts if name.startswith("bootstrap:"))
    kept: dict[str, tuple[bytes, int]] = {}
    if "suffixes" in texts:
        kept[SUFFIXES] = (pack_bytes(texts["suffixes"]), texts["suffixes"].count(b"\n"))
    if registries:
        parts = [b'"%s":%s' % (name.partition(":")[2].encode(), texts[name]) for name in registries]
        kept[BOOTSTRAP] = (b"{" + b",\n".join(parts) + b"}\n", len(registries))
    return kept


def _with_manifest(
    recipe: Recipe,
    fetched: Mapping[str, Fetched],
    said: Mapping[str, Said],
    tables: Mapping[str, tuple[bytes, int]],
    *,
    faults: tuple[str, ...],
    at: datetime,
) -> dict[str, bytes]:
    listed = {name: _table(octets, rows, recipe) for name, (octets, rows) in tables.items()}
    as_of = _as_of(recipe, fetched)
    content = hashlib.sha256("".join(f"{name}{listed[name].sha256}" for name in sorted(listed)).encode()).hexdigest()
    manifest = Manifest(
        pack_id=f"{recipe.series}-{as_of or at.date()}-{content[:8]}",
        series=recipe.series,
        made=at.date().isoformat(),
        as_of=as_of,
        licence=recipe.licence,
        sources=tuple(_source(item, fetched[item.name], said[item.name]) for item in recipe.ingredients),
        tables=listed,
        faults=faults,
    )
    return {name: octets for name, (octets, _) in tables.items()} | {NAME: write_manifest(manifest)}


def _table(octets: bytes, rows: int, recipe: Recipe) -> Table:
    change = recipe.max_change_percent
    return Table(
        sha256=hashlib.sha256(octets).hexdigest(),
        rows=rows,
        min_rows=rows * (100 - change) // 100,
        max_rows=rows * (100 + change) // 100 + 1,
        max_change_percent=change,
    )


def _as_of(recipe: Recipe, fetched: Mapping[str, Fetched]) -> date | None:
    days = [
        date.fromisoformat(item.as_of or fetched[item.name].retrieved_at[:10])
        for item in recipe.ingredients
        if item.decides
    ]
    return min(days, default=None)


def _source(item: Ingredient, fetched: Fetched, said: Said) -> Source:
    return Source(
        name=item.name,
        url=fetched.origin,
        retrieved_at=fetched.retrieved_at,
        sha256=hashlib.sha256(fetched.octets).hexdigest(),
        licence=item.licence,
        attribution=item.attribution,
        as_of=item.as_of,
        rows=said.rows,
    )


def _counted(table: bytes) -> tuple[bytes, int]:
    return table, max(table.count(b"\n") - 1, 0)


def _lines(heading: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *rows])
    return out.getvalue().encode()
