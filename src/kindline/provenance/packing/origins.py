"""Who announces which prefix: RouteViews `prefix2as` and RIPE RIS `riswhoisdump`; names of ASes."""

import re

from kindline.provenance.packing.said import Column, NotThatTable, Said, country, lines_of

# RIS peers that few routers see are often leaks; RIPE advises to ignore prefixes seen by fewer than ten.
SEEN_BY_AT_LEAST = 10


def read_prefix2as(octets: bytes) -> Said:
    """CAIDA's daily form of RouteViews: `prefix⇥length⇥origin`. Of several origins (`1_2`, `1,2`) the first counts."""
    said = Said()
    for line in lines_of(octets):
        parts = line.split("\t")
        if len(parts) != 3:
            raise NotThatTable("not three columns")
        said.add_prefix(Column.ASN, f"{parts[0]}/{parts[1]}", str(int(re.split(r"[_,]", parts[2])[0])))
    return said


def read_ris(octets: bytes) -> Said:
    """RIPE RIS: `origin⇥prefix⇥seen by how many peers`; sets of origins (`{1,2}`) count by their first."""
    said = Said()
    for line in lines_of(octets, comment="%"):
        parts = line.split("\t")
        if len(parts) != 3:
            raise NotThatTable("not three columns")
        # Whole-table routes are nobody's: they only say where the rest goes.
        if int(parts[2]) >= SEEN_BY_AT_LEAST and not parts[1].endswith("/0"):
            said.add_prefix(Column.ASN, parts[1], str(int(parts[0].strip("{}").split(",")[0])))
    return said


def read_as_names(octets: bytes) -> Said:
    """RIPE's `asn.txt`: `13335 CLOUDFLARENET, US`."""
    said = Said()
    for line in lines_of(octets):
        number, _, rest = line.strip().partition(" ")
        name, _, cc = rest.rpartition(", ")
        if not number.isdecimal():
            raise NotThatTable("no AS number")
        said.holders[int(number)] = name or rest
        if country(cc):
            said.holder_ccs[int(number)] = country(cc)
    return said
