"""What a pack says: facts about networks, contacts of those who answer for them, and where all of it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class PackDamaged(Exception):
    """A pack whose tables are not what its manifest says, or cannot be read."""


@dataclass(frozen=True, slots=True)
class NetworkFact:
    """One network. Each country is what one kind of source says, and may be empty: `registration_cc` the registry of
    the addresses, `geo_cc` the place of the servers, `holder_cc` the country of the AS announcing them (`asn` 0: none).
    """

    prefix: str
    asn: int
    holder: str
    registration_cc: str
    geo_cc: str
    proxy: str = ""
    anycast: bool = False
    holder_cc: str = ""


@dataclass(frozen=True, slots=True)
class AbuseContact:
    """Who answers for abuse of an AS (`AS64496`) or under a domain (a platform's tenants)."""

    subject: str
    provider: str
    name: str
    mailbox: str
    language: str


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """Who is behind a platform, in which country, and through which door it is reached; dated, verified or not."""

    platform: str
    entity: str
    country: str
    channel: str
    verified: bool
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table's content came from, and what its licence asks us to say."""

    name: str
    url: str
    retrieved_at: str
    sha256: str
    licence: str
    attribution: str
    as_of: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the pack. A successor whose table has more or fewer rows than the guards say is refused; 0: none."""

    sha256: str
    rows: int
    min_rows: int = 0
    max_rows: int = 0
    max_change_percent: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """`as_of` is the day of the oldest source that decides; a pack without one (invented data) has no age."""

    pack_id: str
    series: str
    made: str
    as_of: date | None
    licence: str
    sources: tuple[Source, ...]
    tables: Mapping[str, Table]
    faults: tuple[str, ...] = ()
