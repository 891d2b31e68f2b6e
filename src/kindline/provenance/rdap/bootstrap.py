"""Which registry answers for what (IANA's bootstrap files, RFC 9224), and which registries may be asked at all."""

import json
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from kindline.provenance.rdap.subjects import Autnum, Domain, NotAsked, Subject

REGISTRIES = frozenset(
    (
        "rdap.afrinic.net",
        "rdap.apnic.net",
        "rdap.arin.net",
        "rdap.db.ripe.net",
        "rdap.lacnic.net",
        "rdap.registro.br",
    )
)
"""The five regional registries, and the national one that LACNIC sends us on to. Registries of domains are named by
the installation: there are over a thousand, and each one asked learns what we look at."""


@dataclass(frozen=True)
class Bootstrap:
    """`version` is the files' own date; the most specific entry counts."""

    networks: tuple[tuple[IPv4Network | IPv6Network, str], ...]
    autnums: tuple[tuple[int, int, str], ...]
    suffixes: dict[str, str]
    version: str

    @classmethod
    def from_json(cls, document: bytes) -> "Bootstrap":
        """One document `{"dns": …, "ipv4": …, "ipv6": …, "asn": …}` of IANA's files. ValueError when it is not that."""
        files = json.loads(document)
        try:
            return cls(
                networks=tuple((ip_network(key), url) for kind in ("ipv4", "ipv6") for key, url in _pairs(files, kind)),
                autnums=tuple((*_range(key), url) for key, url in _pairs(files, "asn")),
                suffixes={key.lower().strip("."): url for key, url in _pairs(files, "dns")},
                version=max((str(each.get("publication", "")) for each in files.values()), default=""),
            )
        except (AttributeError, TypeError, KeyError, IndexError) as fault:
            raise ValueError("not a bootstrap document") from fault

    def server_for(self, subject: Subject) -> str:
        """The base URL of the registry that answers for a subject; NotAsked when none is known."""
        if isinstance(subject, Autnum):
            found = [url for first, last, url in self.autnums if first <= subject.number <= last]
        elif isinstance(subject, Domain):
            labels = subject.name.split(".")
            above = [".".join(labels[at:]) for at in range(1, len(labels))]
            found = [self.suffixes[name] for name in above if name in self.suffixes]
        else:
            asked = subject.network
            around = [(net.prefixlen, url) for net, url in self.networks if _inside(asked, net)]
            found = [url for _, url in sorted(around, reverse=True)]
        if not found:
            raise NotAsked("no registry is known for it")
        return found[0]


def _pairs(files: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    """Key and https server of every service; a service without one is left out."""
    services = files.get(kind, {}).get("services", [])
    return [
        (key, safe[0])
        for keys, urls in services
        if (safe := [url for url in urls if urlsplit(url).scheme == "https"])
        for key in keys
    ]


def _range(key: str) -> tuple[int, int]:
    first, _, last = key.partition("-")
    return int(first), int(last or first)


def _inside(asked: IPv4Network | IPv6Network, around: IPv4Network | IPv6Network) -> bool:
    if isinstance(asked, IPv4Network):
        return isinstance(around, IPv4Network) and asked.subnet_of(around)
    return isinstance(around, IPv6Network) and asked.subnet_of(around)
