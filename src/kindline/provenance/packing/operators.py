"""ASes of proxies and of anycast services, taken by number *and* name: numbers change hands, lists rot.

Of the numbers its author remembered, two belonged to other companies (provenance.md §5), so an AS whose holder in the
table of today is not the one named here is left out and reported.
"""

import csv
import io
from collections.abc import Mapping

from kindline.provenance.packing.merging import Marks


def marks_from(octets: bytes, *, holders: Mapping[int, str]) -> tuple[Marks, list[str]]:
    """The marks that hold today, and a sentence for each AS that changed hands."""
    proxies: dict[int, str] = {}
    anycast: set[int] = set()
    rotten: list[str] = []
    for row in csv.DictReader(io.StringIO(octets.decode("utf-8"))):
        asn = int(row["asn"])
        if holders.get(asn) != row["holder"]:
            rotten.append(f"AS{asn} is no longer {row['holder']}: not taken for {row['operator']}")
        elif row["role"] == "proxy":
            proxies[asn] = row["operator"]
        else:
            anycast.add(asn)
    return Marks(proxies, frozenset(anycast)), rotten
