"""The kernel: a chunk of lines in, one record a line out. It knows nothing of files, processes or progress."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from kindline.provenance.address import CANON_VERSION, Locator, LocatorKind, Refusal, parse
from kindline.provenance.bulk import plain
from kindline.provenance.bulk.hosts import Hosts
from kindline.provenance.bulk.placing import Places
from kindline.provenance.bulk.records import SCHEMA, failed_row, frame_of, located_row, refused_row
from kindline.provenance.bulk.routes import NO_ROUTES, Routes
from kindline.provenance.decision import CURRENT, Ruleset
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver

Read = Locator | Refusal | str
"""What became of a line: text is the error with which it could not even be read from its file."""
_SHARED = [name for name in SCHEMA if name not in ("input", "canonical", "key", "canon_version")]
_DECIDED = ("outcome", "country", "confidence")
_SALT = CANON_VERSION.encode() + b"\x00"


@dataclass
class Bench:
    """Everything a chunk is located with; make one for each process and keep it, for it remembers what it decided."""

    pack: Pack
    home: str
    at: datetime
    resolver: Resolver = field(default_factory=NoResolver)
    ruleset: Ruleset = CURRENT
    routes: Routes = NO_ROUTES

    def __post_init__(self) -> None:
        self.places = Places(pack=self.pack, resolver=self.resolver, home=self.home, ruleset=self.ruleset, at=self.at)
        self.hosts = Hosts(places=self.places, resolver=self.resolver)


def locate_chunk(
    lines: pl.Series | Sequence[str], *, bench: Bench, unread: Mapping[int, str] | None = None
) -> pl.DataFrame:
    """Records in `SCHEMA`, in the order of the lines. `unread` names lines that no address could be read from."""
    texts = lines if isinstance(lines, pl.Series) else pl.Series(lines, dtype=pl.String)
    canonical, names, read = _readable(texts, unread=unread or {})
    hosts = bench.hosts.frame(names.drop_nulls().unique())
    row = _rows_of(names, hosts)
    slow = row.is_null().arg_true()
    if len(slow):
        row = row.scatter(slow, range(len(hosts), len(hosts) + len(slow)))
        alone = [_alone(line, read.get(at), bench=bench) for at, line in zip(slow, texts.gather(slow), strict=True)]
        rest = frame_of(alone, SCHEMA)
        texts, canonical = texts.scatter(slow, rest["input"]), canonical.scatter(slow, rest["canonical"])
        # Gathering from nested columns in two pieces is a hundred times slower than from one.
        places = pl.concat([_routed(hosts, bench.routes), rest.select(_SHARED)], rechunk=True)
    else:
        places = _routed(hosts, bench.routes)
    own = pl.DataFrame({"input": texts, "canonical": canonical, "key": _keys(canonical)})
    located = own.hstack(places.select(pl.all().gather(row)))
    return located.with_columns(pl.lit(CANON_VERSION).alias("canon_version")).select(SCHEMA.keys())


def _rows_of(names: pl.Series, hosts: pl.DataFrame) -> pl.Series:
    """For each line the row of its host, null where it has none."""
    table = hosts.select("host").with_row_index("row")
    return names.to_frame("host").join(table, on="host", how="left", maintain_order="left")["row"]


def _routed(hosts: pl.DataFrame, routes: Routes) -> pl.DataFrame:
    """Hosts with what else all web addresses on them share."""
    cases = hosts.select(_DECIDED).unique()
    names = [routes.of(LocatorKind.WEB.value, *decided) for decided in cases.iter_rows()]
    table = cases.with_columns(
        pl.Series("route", names, dtype=pl.String),
        pl.lit(LocatorKind.WEB.value).alias("kind"),
        pl.lit(None, dtype=pl.String).alias("error"),
    )
    joined = hosts.join(table, on=_DECIDED, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(_SHARED)


def _keys(canonical: pl.Series) -> pl.Series:
    """`address.key_of`, written in hex; null where there is no address."""
    digest, salt = hashlib.sha256, _SALT
    keys = [None if text is None else digest(salt + text.encode()).hexdigest() for text in canonical.to_list()]
    return pl.Series(keys, dtype=pl.String)


def _readable(texts: pl.Series, *, unread: Mapping[int, str]) -> tuple[pl.Series, pl.Series, dict[int, Read]]:
    """Canonical forms and hosts as columns, and what the grammar made of those that no fast way could read."""
    canonical = plain.canonical_forms(texts)
    if unread:
        canonical = canonical.scatter(list(unread), [None] * len(unread))
    hosts = plain.hosts_in(canonical)
    others = canonical.is_null().arg_true()
    read: dict[int, Read] = {}
    for at, line in zip(others, texts.gather(others), strict=True):
        read[at] = unread[at] if at in unread else parse(line)
    web = {at: found for at, found in read.items() if isinstance(found, Locator) and found.kind is LocatorKind.WEB}
    if web:
        canonical = canonical.scatter(list(web), [found.canonical for found in web.values()])
        hosts = hosts.scatter(list(web), [found.host for found in web.values()])
    return canonical, hosts, read


def _alone(line: str, read: Read | None, *, bench: Bench) -> dict[str, Any]:
    """One line as `parse`, `gather` and `decide_country` have it."""
    if isinstance(read, str):
        return failed_row(line, read, ["unread", read])
    found = read or parse(line)
    if isinstance(found, Refusal):
        return refused_row(line, found)
    placed = bench.places.exactly(found)
    route = bench.routes.of(found.kind.value, placed.outcome, placed.country, placed.confidence)
    return located_row(line, found, placed, route=route)
