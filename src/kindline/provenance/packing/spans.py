"""Tables of ranges: iptoasn's TSV, the numeric CSV of ip-location-db, geofeeds, and country MMDB files."""

import csv
import io

from kindline.provenance.packing.mmdb import NotMmdb, read_mmdb
from kindline.provenance.packing.said import Column, NotThatTable, Said, country, lines_of


def read_iptoasn(octets: bytes) -> Said:
    """`start⇥end⇥AS⇥country of the AS⇥name`; AS 0 and country `None` are space nobody announces (iptoasn.com)."""
    said = Said()
    for line in lines_of(octets):
        parts = line.split("\t")
        if len(parts) != 5:
            raise NotThatTable("not five columns")
        first, last, asn, cc, name = parts
        if int(asn):
            said.add_span(Column.ASN, first, last, asn)
            said.holders[int(asn)] = name
            if country(cc):
                said.add_span(Column.HOLDER_CC, first, last, country(cc))
                said.holder_ccs[int(asn)] = country(cc)
    return said


def read_asn_csv(octets: bytes, *, version: int) -> Said:
    """`first,last,AS,holder` in numbers."""
    said = Said()
    for first, last, asn, name in _rows(octets, width=4):
        said.add(Column.ASN, version, int(first), int(last), str(int(asn)))
        said.holders[int(asn)] = name
    return said


def read_country_csv(octets: bytes, *, version: int, column: Column) -> Said:
    """`first,last,country` in numbers."""
    said = Said()
    for first, last, cc in _rows(octets, width=3):
        if country(cc):
            said.add(column, version, int(first), int(last), country(cc))
    return said


def read_geofeed(octets: bytes) -> Said:
    """RFC 8805: `prefix,country,region,city,postal`; a line without a country says that none may be concluded."""
    said = Said()
    for line in lines_of(octets):
        parts = line.split(",")
        if len(parts) > 1 and country(parts[1]):
            said.add_prefix(Column.GEO_CC, parts[0], country(parts[1]))
    return said


def read_country_mmdb(octets: bytes, *, version: int, column: Column) -> Said:
    """A country table in a MaxMind DB file: `country_code`, or `country.iso_code`."""
    said = Said()
    try:
        for first, last, value in read_mmdb(octets):
            cc = country(value.get("country_code") or value.get("country", {}).get("iso_code") or "")
            if cc:
                said.add(column, version, first, last, cc)
    except (NotMmdb, IndexError, KeyError, AttributeError, RecursionError) as fault:
        raise NotThatTable("not a country table") from fault
    return said


def _rows(octets: bytes, *, width: int) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(octets.decode("utf-8", "replace"))))
    if any(len(row) != width for row in rows):
        raise NotThatTable(f"not {width} columns")
    return rows
