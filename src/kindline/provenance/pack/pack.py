"""A pack in memory: which network an address belongs to, and who answers for it."""

import csv
import hashlib
import io
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path

from kindline.provenance.ip import read_ip
from kindline.provenance.pack.cutting import cut, ranges_of
from kindline.provenance.pack.facts import Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.model import AbuseContact, Manifest, NetworkFact, PackDamaged

TABLES = ("networks.csv", "abuse.csv")


class Pack:
    """`id` and the tables' hashes go into every claim made from it."""

    def __init__(self, *, manifest: Manifest, networks: list[NetworkFact], contacts: list[AbuseContact]) -> None:
        self.manifest = manifest
        self.networks = tuple(networks)
        self.facts = Facts.of(networks)
        self._contacts = {contact.subject: contact for contact in contacts}
        by_version: dict[int, list[tuple[IPv4Network | IPv6Network, int]]] = {4: [], 6: []}
        for row, fact in enumerate(networks, start=1):
            network = ip_network(fact.prefix)
            by_version[network.version].append((network, row))
        self._intervals = {
            version: Intervals.of(version, cut(ranges_of(found))) for version, found in by_version.items()
        }

    def intervals(self, version: int) -> Intervals:
        """The whole address space of IPv4 (4) or IPv6 (6) as arrays; `rows` number the rows of `facts`."""
        return self._intervals[version]

    @property
    def id(self) -> str:
        return self.manifest.pack_id

    @property
    def contacts(self) -> tuple[AbuseContact, ...]:
        return tuple(self._contacts.values())

    @classmethod
    def load(cls, folder: Traversable | Path) -> "Pack":
        """The pack in a folder. Raises PackDamaged unless every table has the hash its manifest names."""
        try:
            manifest = _manifest(json.loads((folder / "manifest.json").read_bytes()))
            tables = {name: _proven(folder / name, manifest.sha256[name]) for name in TABLES}
            networks = [_network(row) for row in csv.DictReader(io.StringIO(tables["networks.csv"]))]
            contacts = [_contact(row) for row in csv.DictReader(io.StringIO(tables["abuse.csv"]))]
            return cls(manifest=manifest, networks=networks, contacts=contacts)
        except (OSError, KeyError, ValueError, TypeError) as fault:
            raise PackDamaged(f"{type(fault).__name__} while reading the pack") from fault

    @classmethod
    def synthetic(cls) -> "Pack":
        """The invented pack that ships with the code: documentation networks under invented holders."""
        return cls.load(files("kindline.provenance") / "packs" / "synthetic")

    def locate(self, ip: str | IPv4Address | IPv6Address) -> NetworkFact | None:
        """The most specific network an address is in; None when the pack does not know it or it is no address."""
        address = read_ip(str(ip))
        if not address:
            return None
        row = self._intervals[address.version].row_of(int(address))
        return self.facts.row(row) if row else None

    def contact_for_asn(self, asn: int) -> AbuseContact | None:
        return self._contacts.get(f"AS{asn}")

    def contact_for_domain(self, domain: str) -> AbuseContact | None:
        """The contact of a domain or of the nearest one above it: a platform answers for its tenants."""
        labels = domain.removesuffix(".").lower().split(".")
        above = (".".join(labels[at:]) for at in range(len(labels)))
        return next((self._contacts[name] for name in above if name in self._contacts), None)


def _proven(table: Traversable, sha256: str) -> str:
    octets = table.read_bytes()
    if hashlib.sha256(octets).hexdigest() != sha256:
        raise PackDamaged(f"{table.name} is not the table its manifest names")
    return octets.decode("utf-8")


def _manifest(stored: dict[str, object]) -> Manifest:
    tables, sources = stored["tables"], stored["sources"]
    if not isinstance(tables, dict) or not isinstance(sources, list):
        raise ValueError("manifest without tables or sources")
    return Manifest(
        pack_id=str(stored["pack_id"]),
        made=str(stored["made"]),
        licence=str(stored["licence"]),
        sources=tuple(str(source) for source in sources),
        sha256={str(name): str(table["sha256"]) for name, table in tables.items()},
    )


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
