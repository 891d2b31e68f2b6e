"""A pack in memory: which network an address belongs to, who answers for it, who is behind a platform."""

import json
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import Any

from kindline.provenance.ip import read_ip
from kindline.provenance.pack.columns import unpack_bytes
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.manifest import NAME, read_manifest
from kindline.provenance.pack.model import AbuseContact, Manifest, NetworkFact, PackDamaged, PlatformEntry
from kindline.provenance.pack.tables import (
    BOOTSTRAP,
    SUFFIXES,
    Tables,
    aliases_in,
    contacts_in,
    networks_in,
    platforms_in,
)

SHIPPED = ("synthetic", "demonstration")


class Pack:
    """`id` and the tables' hashes go into every claim made from it. Immutable once loaded."""

    def __init__(self, tables: Tables) -> None:
        self.manifest: Manifest = tables.manifest
        self.facts, self._intervals = networks_in(tables)
        self._contacts = contacts_in(tables)
        self._platforms = platforms_in(tables)
        self._aliases = aliases_in(tables)
        self._suffixes = tables.octets.get(SUFFIXES)
        self._bootstrap: dict[str, Any] = json.loads(tables.octets.get(BOOTSTRAP, b"{}"))

    @classmethod
    def load(cls, folder: Traversable | Path) -> "Pack":
        """The pack in a folder. Raises PackDamaged unless every table has the hash its manifest names."""
        try:
            manifest = read_manifest((folder / NAME).read_bytes())
            return cls(Tables.proven(folder, manifest))
        except (OSError, KeyError, ValueError, TypeError, IndexError, OverflowError) as fault:
            raise PackDamaged(f"{type(fault).__name__} while reading the pack") from fault

    @classmethod
    def shipped(cls, name: str) -> "Pack":
        """`synthetic` (documentation networks under invented holders) or `demonstration` (the real address space)."""
        if name not in SHIPPED:
            raise PackDamaged(f"no pack of the name {name!r} ships with the code")
        return cls.load(files("kindline.provenance") / "packs" / name)

    @classmethod
    def synthetic(cls) -> "Pack":
        return cls.shipped("synthetic")

    @property
    def id(self) -> str:
        return self.manifest.pack_id

    @property
    def networks(self) -> tuple[NetworkFact, ...]:
        return tuple(self.facts.row(number) for number in range(1, len(self.facts)))

    @property
    def contacts(self) -> tuple[AbuseContact, ...]:
        return tuple(self._contacts.values())

    @property
    def platforms(self) -> tuple[PlatformEntry, ...]:
        return tuple(self._platforms.values())

    def age(self, at: datetime) -> timedelta | None:
        """How old its oldest deciding source is; None for invented data, which does not age."""
        return at - datetime(*self.manifest.as_of.timetuple()[:3], tzinfo=at.tzinfo) if self.manifest.as_of else None

    def intervals(self, version: int) -> Intervals:
        """The whole address space of IPv4 (4) or IPv6 (6) as arrays; `rows` number the rows of `facts`."""
        return self._intervals[version]

    def locate(self, ip: str | IPv4Address | IPv6Address) -> NetworkFact | None:
        """The most specific network an address is in; None when the pack does not know it or it is no address."""
        address = read_ip(str(ip))
        if not address:
            return None
        intervals = self._intervals[address.version]
        at = intervals.stretch_of(int(address))
        row = intervals.rows[at]
        return self.facts.row(row, prefix=self._widest(address, intervals, at)) if row else None

    def _widest(self, address: IPv4Address | IPv6Address, intervals: Intervals, at: int) -> str:
        """The widest prefix around an address that stays inside its stretch."""
        first, last, number, free = intervals.start(at), intervals.end(at), int(address), 0
        while free < intervals.bits:
            start = number >> (free + 1) << (free + 1)
            if start < first or start + (2 << free) - 1 > last:
                break
            free += 1
        return str(ip_network((number >> free << free, intervals.bits - free)))

    def contact_for_asn(self, asn: int) -> AbuseContact | None:
        return self._contacts.get(f"AS{asn}")

    def contact_for_domain(self, domain: str) -> AbuseContact | None:
        """The contact of a domain or of the nearest one above it: a platform answers for its tenants."""
        return next((self._contacts[name] for name in _upwards(domain) if name in self._contacts), None)

    @property
    def alias_suffixes(self) -> tuple[str, ...]:
        """The names `proxy_for_name` knows, each standing for everything under it."""
        return tuple(self._aliases)

    def bootstrap(self, kind: str) -> list[tuple[list[str], list[str]]]:
        """IANA's RDAP registry of a kind (`asn`, `dns`, `ipv4`, `ipv6`): entries, https servers (RFC 9224)."""
        return [(entries, servers) for entries, servers in self._bootstrap.get(kind, {}).get("services", ())]

    def suffix_list(self) -> str:
        """The public suffix list as published, for `suffix.Suffixes`; empty when the pack brings none."""
        return unpack_bytes(self._suffixes).decode("utf-8") if self._suffixes else ""

    def platform(self, name: str) -> PlatformEntry | None:
        return self._platforms.get(name)

    def proxy_for_name(self, name: str) -> str | None:
        """The operator of proxies whose customers' names point here (`x.cdn.example`)."""
        return next((self._aliases[above] for above in _upwards(name) if above in self._aliases), None)


def _upwards(name: str) -> list[str]:
    labels = name.removesuffix(".").lower().split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]
