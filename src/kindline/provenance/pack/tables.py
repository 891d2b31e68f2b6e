"""Reading the small tables of a pack, and proving every table against its manifest."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from ipaddress import ip_network

from kindline.provenance.pack.columns import read_facts, read_intervals, unpack_bytes
from kindline.provenance.pack.cutting import cut, range_of
from kindline.provenance.pack.facts import Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.model import AbuseContact, Manifest, NetworkFact, PackDamaged, PlatformEntry

CSV_NETWORKS = "networks.csv"
COLUMNS = {4: "networks-4.xz", 6: "networks-6.xz"}
FACTS, HOLDERS, OPERATORS, ALIASES = "facts.xz", "holders.xz", "operators.csv", "aliases.csv"
ABUSE, PLATFORMS, SUFFIXES, BOOTSTRAP = "abuse.csv", "platforms.csv", "suffixes.xz", "bootstrap.json"


@dataclass(frozen=True, slots=True)
class Tables:
    """The proven bytes of every table a manifest names."""

    manifest: Manifest
    octets: Mapping[str, bytes]

    @classmethod
    def proven(cls, folder: Traversable, manifest: Manifest) -> "Tables":
        """Raises PackDamaged unless every table has the hash its manifest names."""
        return cls(manifest, {name: _proven(folder, name, table.sha256) for name, table in manifest.tables.items()})

    def has(self, name: str) -> bool:
        return name in self.octets

    def rows(self, name: str) -> list[dict[str, str]]:
        text = self.octets[name].decode("utf-8") if name in self.octets else ""
        return list(csv.DictReader(io.StringIO(text)))

    def packed_text(self, name: str) -> str:
        return unpack_bytes(self.octets[name]).decode("utf-8") if name in self.octets else ""


def networks_in(tables: Tables) -> tuple[Facts, dict[int, Intervals]]:
    """Facts and intervals, from columns or from prefixes written out."""
    if tables.has(CSV_NETWORKS):
        return _from_prefixes([_network(row) for row in tables.rows(CSV_NETWORKS)])
    holders = dict(_holder(line) for line in tables.packed_text(HOLDERS).splitlines())
    operators = [row["operator"] for row in tables.rows(OPERATORS)]
    count = tables.manifest.tables
    facts = read_facts(tables.octets[FACTS], rows=count[FACTS].rows, operators=operators, holders=holders)
    intervals = {
        version: read_intervals(tables.octets[name], version=version, rows=count[name].rows)
        for version, name in COLUMNS.items()
    }
    if any(max(found.rows, default=0) >= len(facts) for found in intervals.values()):
        raise PackDamaged("intervals that name no row")
    return facts, intervals


def contacts_in(tables: Tables) -> dict[str, AbuseContact]:
    if not tables.has(ABUSE):
        raise PackDamaged("a pack without contacts")
    contacts = [_contact(row) for row in tables.rows(ABUSE)]
    return {contact.subject: contact for contact in contacts}


def platforms_in(tables: Tables) -> dict[str, PlatformEntry]:
    return {
        row["platform"]: PlatformEntry(
            platform=row["platform"],
            entity=row["entity"],
            country=row["country"],
            channel=row["channel"],
            verified=row["verified"] == "yes",
            as_of=row["as_of"],
            source=row["source"],
        )
        for row in tables.rows(PLATFORMS)
    }


def aliases_in(tables: Tables) -> dict[str, str]:
    """Names under which operators of proxies answer for their customers: suffix → operator."""
    return {row["suffix"].lower(): row["operator"] for row in tables.rows(ALIASES)}


def _from_prefixes(networks: list[NetworkFact]) -> tuple[Facts, dict[int, Intervals]]:
    by_version: dict[int, list[tuple[int, int, int]]] = {4: [], 6: []}
    for row, fact in enumerate(networks, start=1):
        network = ip_network(fact.prefix)
        by_version[network.version].append(range_of(network, row))
    cuts = {version: cut(found, nothing=0) for version, found in by_version.items()}
    return Facts.of(networks), {version: Intervals.of(version, found) for version, found in cuts.items()}


def _proven(folder: Traversable, name: str, sha256: str) -> bytes:
    if "/" in name or "\\" in name or name.startswith("."):
        raise PackDamaged("a table outside the pack")
    octets = (folder / name).read_bytes()
    if hashlib.sha256(octets).hexdigest() != sha256:
        raise PackDamaged(f"{name} is not the table its manifest names")
    return octets


def _holder(line: str) -> tuple[int, str]:
    asn, _, name = line.partition("\t")
    return int(asn), name


def _network(row: dict[str, str]) -> NetworkFact:
    return NetworkFact(
        prefix=str(ip_network(row["prefix"])),
        asn=int(row["asn"]),
        holder=row["holder"],
        registration_cc=row["registration_cc"],
        geo_cc=row["geo_cc"],
        proxy=row["proxy"],
        anycast=row["anycast"] == "yes",
    )


def _contact(row: dict[str, str]) -> AbuseContact:
    subject = row["subject"] if row["subject"].startswith("AS") else row["subject"].lower()
    return AbuseContact(subject, row["provider"], row["name"], row["mailbox"], row["language"])
