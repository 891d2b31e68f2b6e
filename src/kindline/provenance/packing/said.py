"""What one published table says, whatever its format: ranges by column, and facts about ASes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address, ip_network

Range = tuple[int, int, str]


class NotThatTable(ValueError):
    """The bytes are not a table of the format that was promised."""


class Column(StrEnum):
    ASN = "asn"
    REGISTRATION_CC = "registration_cc"
    GEO_CC = "geo_cc"
    HOLDER_CC = "holder_cc"
    PROXY = "proxy"
    ANYCAST = "anycast"


@dataclass(slots=True)
class Said:
    """`ranges[column, version]`: (first, last, value). `holders` and `holder_ccs` are by AS number."""

    ranges: dict[tuple[Column, int], list[Range]] = field(default_factory=dict)
    holders: dict[int, str] = field(default_factory=dict)
    holder_ccs: dict[int, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)

    def add(self, column: Column, version: int, first: int, last: int, value: str) -> None:
        if not 0 <= first <= last < 1 << (32 if version == 4 else 128):
            raise NotThatTable("a range outside the address space")
        self.ranges.setdefault((column, version), []).append((first, last, value))

    def add_prefix(self, column: Column, prefix: str, value: str) -> None:
        network = ip_network(prefix.strip(), strict=False)
        self.add(column, network.version, int(network.network_address), int(network.broadcast_address), value)

    def add_span(self, column: Column, first: str, last: str, value: str) -> None:
        start, end = ip_address(first.strip()), ip_address(last.strip())
        if start.version != end.version:
            raise NotThatTable("a range of two versions")
        self.add(column, start.version, int(start), int(end), value)

    @property
    def rows(self) -> int:
        return sum(map(len, self.ranges.values())) or len(self.holders) or len(self.texts)


def country(text: str) -> str:
    """A country code, or nothing: registries write `ZZ`, `EU`, `AP` or `*` where they mean no country."""
    code = text.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() and code not in _NO_COUNTRIES else ""


# Codes for no country (ISO 3166-1 keeps them for private use), and regions of the registries.
_NO_COUNTRIES = frozenset({"ZZ", "EU", "AP", "XX", "QZ"})


def lines_of(octets: bytes, *, comment: str = "#") -> Iterable[str]:
    """Non-empty lines that are no comments, decoded forgivingly: holders' names come in every encoding."""
    for line in octets.decode("utf-8", "replace").split("\n"):
        text = line.rstrip("\r")
        if text.strip() and not text.startswith(comment):
            yield text
