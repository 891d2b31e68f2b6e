"""A claim: one thing one source said about one subject, dated, hashed, and marked with how much asking it disclosed.

Decisions are made from claims alone, so a stored set of claims can be decided again at any time (HOUSE P6).
"""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Predicate(StrEnum):
    RESOLVES_TO = "resolves_to"
    ALIAS_OF = "alias_of"
    NO_ADDRESS = "no_address"
    ANNOUNCED_BY = "announced_by"
    REGISTERED_CC = "registered_cc"
    GEO_CC = "geo_cc"
    BEHIND_PROXY = "behind_proxy"
    ANYCAST = "anycast"
    ABUSE_CONTACT = "abuse_contact"
    HOSTED_FOR = "hosted_for"
    HOLDER_CC = "holder_cc"
    """The country of the AS that announces an address."""
    RDAP_CC = "rdap_cc"
    """The country an RDAP answer gives for the network of an address."""
    ON_PLATFORM = "on_platform"
    """The grammar's word: this address is one on a known platform."""
    OPERATED_BY = "operated_by"
    """The platform register: the legal entity behind a platform."""
    ENTITY_CC = "entity_cc"
    """The platform register: the country of that entity."""
    PACK_AS_OF = "pack_as_of"
    """The day of a pack's oldest deciding source; the subject is the pack."""


class Disclosure(StrEnum):
    """Who learnt of the host by our asking (provenance.md §4.3)."""

    L0 = "L0"  # offline: nobody
    L1 = "L1"  # registries
    L2 = "L2"  # a shared resolver
    L3 = "L3"  # direct, approved by a person


class Silence(StrEnum):
    """Values of `no_address`: why a name has none, or none that we know."""

    NO_HOST = "no_host"
    NXDOMAIN = "nxdomain"
    NODATA = "nodata"
    NOT_ASKED = "not_asked"
    TIMEOUT = "timeout"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    BAD_ANSWER = "bad_answer"
    LOOP = "cname_loop"
    NEEDS_APPROVAL = "needs_approval"
    """The name itself would tell who looked: it is asked only when a person approves."""


DEFINITE_SILENCES = frozenset((Silence.NXDOMAIN, Silence.NODATA, Silence.LOOP))
"""Silences that say the name has no address; the rest only say that we do not know."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` is always text: an IP address, a name, an AS number `AS64496`, a country code, a mailbox, a `Silence`.

    `details` holds what the source said beside it (TTL, AD flag, holder, prefix, language), sorted by name.
    """

    subject: str = field(repr=False)
    predicate: Predicate
    value: str = field(repr=False)
    source: str
    source_version: str
    observed_at: datetime
    raw_sha256: str = field(repr=False)
    disclosure: Disclosure
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.observed_at.tzinfo is None:
            raise ValueError("a claim's time must be aware")
        object.__setattr__(self, "observed_at", self.observed_at.astimezone(UTC))
        object.__setattr__(self, "details", tuple(sorted(self.details)))

    def detail(self, name: str) -> str | None:
        return dict(self.details).get(name)

    def with_value(self, value: str) -> "Claim":
        """The same claim saying something else: for asking what would change a decision."""
        return replace(self, value=value)

    def to_dict(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "predicate": self.predicate.value,
            "value": self.value,
            "source": self.source,
            "source_version": self.source_version,
            "observed_at": self.observed_at.isoformat(),
            "raw_sha256": self.raw_sha256,
            "disclosure": self.disclosure.value,
            "details": dict(self.details),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Claim":
        return cls(
            subject=stored["subject"],
            predicate=Predicate(stored["predicate"]),
            value=stored["value"],
            source=stored["source"],
            source_version=stored["source_version"],
            observed_at=datetime.fromisoformat(stored["observed_at"]),
            raw_sha256=stored["raw_sha256"],
            disclosure=Disclosure(stored["disclosure"]),
            details=tuple(stored.get("details", {}).items()),
        )

    def to_bytes(self) -> bytes:
        """Stable: equal claims give equal bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def to_bytes(claims: tuple[Claim, ...]) -> bytes:
    """All claims as one JSON array, in a stable order whatever the order they came in."""
    return b"[" + b",".join(sorted(claim.to_bytes() for claim in claims)) + b"]"


def from_bytes(stored: bytes) -> tuple[Claim, ...]:
    return tuple(Claim.from_dict(item) for item in json.loads(stored))
