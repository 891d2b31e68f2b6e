"""One record for each line of input: the columns, and the rows of lines that were read one by one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kindline.provenance.address import CANON_VERSION, Locator, Refusal, RefusalCode
from kindline.provenance.decision import Location
from kindline.provenance.pack import NetworkFact

ADDRESS = pl.Struct(
    {
        "ip": pl.String,
        "asn": pl.UInt32,
        "prefix": pl.String,
        "network": pl.String,
        "registration_cc": pl.String,
        "geo_cc": pl.String,
        "proxy": pl.String,
    }
)
SCHEMA: dict[str, Any] = {
    "input": pl.String,
    "kind": pl.String,
    "canonical": pl.String,
    "key": pl.String,
    "canon_version": pl.String,
    "host": pl.String,
    "registrable_domain": pl.String,
    "addresses": pl.List(ADDRESS),
    "country": pl.String,
    "confidence": pl.String,
    "outcome": pl.String,
    "route": pl.String,
    "reasons": pl.List(pl.List(pl.String)),
    "error": pl.String,
}
PLACE = ("addresses", "country", "confidence", "outcome", "reasons")
"""Columns that depend on the host alone."""
NESTED = ("addresses", "reasons")
_SHOWN = 256

Reasons = list[list[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one host is, as the columns show it."""

    addresses: list[dict[str, Any]]
    country: str | None
    confidence: str
    outcome: str
    reasons: Reasons

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in PLACE}


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> pl.DataFrame:
    """Rows as columns. Nested ones go through JSON text: polars builds them from that many times faster."""
    flat = {name: pl.String if name in NESTED else kind for name, kind in columns.items()}
    texts = [dict(row) | {name: json_of(row[name]) for name in NESTED if name in row} for row in rows]
    frame = pl.DataFrame(texts, schema=flat, orient="row")
    return frame.with_columns(pl.col(name).str.json_decode(columns[name]) for name in NESTED if name in columns)


def json_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def reasons_of(location: Location) -> Reasons:
    return [[reason.code, *reason.args] for reason in location.reasons]


def address_row(ip: str, fact: NetworkFact | None) -> dict[str, Any]:
    """One address and what the pack says of its network; nothing said is null."""
    if fact is None:
        return dict.fromkeys(ADDRESS.to_schema(), None) | {"ip": ip}
    return {
        "ip": ip,
        "asn": fact.asn or None,
        "prefix": fact.prefix or None,
        "network": fact.holder or None,
        "registration_cc": fact.registration_cc or None,
        "geo_cc": fact.geo_cc or None,
        "proxy": fact.proxy or None,
    }


def located_row(line: str, locator: Locator, placed: Placed, *, route: str | None) -> dict[str, Any]:
    return {
        "input": line,
        "kind": locator.kind.value,
        "canonical": locator.canonical,
        "key": locator.key.hex(),
        "canon_version": locator.canon_version,
        "host": locator.host,
        "registrable_domain": locator.registrable_domain,
        "route": route,
        "error": None,
    } | placed.columns()


def refused_row(line: str | None, refusal: Refusal) -> dict[str, Any]:
    """What might be content itself is named by its length and hash and never written out (HOUSE P2)."""
    why = ["refused", refusal.code.value]
    if line is not None and refusal.code in (RefusalCode.EMBEDDED_CONTENT, RefusalCode.TOO_LONG):
        digest = refusal.sha256 or hashlib.sha256(line.encode()).hexdigest()
        why += [f"length={len(line)}", f"sha256={digest}"]
        line = f"[{len(line)} characters not kept, sha256 {digest}]" if refusal.sha256 else line[:_SHOWN] + "…"
    return failed_row(line, refusal.code.value, why)


def failed_row(line: str | None, error: str, why: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(SCHEMA, None)
    return row | {
        "input": line,
        "canon_version": CANON_VERSION,
        "addresses": [],
        "reasons": [why],
        "error": error,
    }
