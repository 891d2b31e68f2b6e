"""Every format a recipe may name."""

import gzip
import io
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from kindline.provenance.packing.lists import read_bootstrap, read_suffixes
from kindline.provenance.packing.origins import read_as_names, read_prefix2as, read_ris
from kindline.provenance.packing.proxies import read_prefix_csv, read_prefix_json, read_prefix_list
from kindline.provenance.packing.registries import read_delegated
from kindline.provenance.packing.said import Column, NotThatTable, Said
from kindline.provenance.packing.spans import (
    read_asn_csv,
    read_country_csv,
    read_country_mmdb,
    read_geofeed,
    read_iptoasn,
)

FORMATS: Mapping[str, Callable[..., Said]] = {
    "delegated": read_delegated,
    "prefix2as": read_prefix2as,
    "ris": read_ris,
    "as_names": read_as_names,
    "iptoasn": read_iptoasn,
    "asn_csv": read_asn_csv,
    "country_csv": read_country_csv,
    "country_mmdb": read_country_mmdb,
    "geofeed": read_geofeed,
    "prefix_list": read_prefix_list,
    "prefix_json": read_prefix_json,
    "prefix_csv": read_prefix_csv,
    "suffixes": read_suffixes,
    "bootstrap": read_bootstrap,
}


MOST = 1 << 30


def read(octets: bytes, *, format: str, options: Mapping[str, Any]) -> Said:
    """What the bytes say, gzip undone. NotThatTable for an unknown format and for any content that is not of it."""
    if format not in FORMATS:
        raise NotThatTable(f"an unknown format {format!r}")
    named = {name: Column(value) if name == "column" else value for name, value in options.items()}
    try:
        return FORMATS[format](_plain(octets), **named)
    except NotThatTable:
        raise
    except (ValueError, TypeError, OverflowError, EOFError, OSError, zlib.error) as fault:
        raise NotThatTable(f"{format}: {fault}") from fault


def _plain(octets: bytes) -> bytes:
    if not octets.startswith(b"\x1f\x8b"):
        return octets
    with gzip.open(io.BytesIO(octets)) as packed:
        plain = packed.read(MOST + 1)
    if len(plain) > MOST:
        raise NotThatTable("more than a table may hold")
    return plain
