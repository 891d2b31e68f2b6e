"""What a pack says: facts about networks, contacts of those who answer for them, and where all of it came from."""

from dataclasses import dataclass


class PackDamaged(Exception):
    """A pack whose tables are not what its manifest says, or cannot be read."""


@dataclass(frozen=True, slots=True)
class NetworkFact:
    """One network. Each country is what one kind of source says, and may be empty: `registration_cc` the registry of
    the addresses, `geo_cc` the place of the servers, `holder_cc` the country of the AS announcing them.
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
class Manifest:
    pack_id: str
    made: str
    licence: str
    sources: tuple[str, ...]
    sha256: dict[str, str]
