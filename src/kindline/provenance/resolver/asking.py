"""What every resolver keeps to: which names may be asked at all, and how an answer becomes claims."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import dns.exception
import dns.message
import dns.name
import dns.rdatatype

from kindline.provenance.claims import Claim, Disclosure, Predicate, Silence
from kindline.provenance.ip import is_ip, is_private_name

OnQuery = Callable[[str], None]
MAX_HOPS = 8
"""Aliases followed one after another before we call it a loop; resolvers themselves stop near this number."""

ADDRESS_TYPES = (dns.rdatatype.A, dns.rdatatype.AAAA)
# `.invalid` and `.test` differ: demonstrations live on `.test`; nothing ever lives on `.invalid` (RFC 6761).
_NEVER = frozenset(
    "onion i2p exit gnu zkey alt invalid arpa eth bit crypto bnb nft sol wallet dao zil blockchain polygon lib emc "
    "coin bazar loki snode".split()
)


class Resolver(Protocol):
    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        """All A and AAAA, the whole chain of aliases, and every silence, as claims.

        Raises ResolutionFailed when nothing answered, NeverResolved for a name that must not be asked.
        """
        ...


class NeverResolved(ValueError):
    """A name that must not leave: an IP literal, an onion or I2P name, a name of a private network."""

    def __init__(self) -> None:
        super().__init__("this kind of name is never resolved")


class ResolutionFailed(Exception):
    """No answer at all. `claims` says of each question why; the message never names the host."""

    def __init__(self, claims: list[Claim]) -> None:
        self.claims = claims
        self.code = claims[0].value if claims else Silence.TIMEOUT.value
        super().__init__(f"resolution failed: {self.code}")


def question(host: str) -> dns.name.Name:
    """The name to ask for, or NeverResolved."""
    name = _lawful(host)
    if name is None:
        raise NeverResolved
    return name


def may_resolve(host: str) -> bool:
    """False for IP literals, `.onion`, `.i2p`, other names outside the public DNS, and names that are no names."""
    return _lawful(host) is not None


def _lawful(host: str) -> dns.name.Name | None:
    name = host.removesuffix(".").lower()
    if not name or is_ip(name) or is_private_name(name) or name.rpartition(".")[2] in _NEVER:
        return None
    try:
        found = dns.name.from_text(name + ".")
        found.to_wire()
    except (dns.exception.DNSException, UnicodeError):
        return None
    return found


@dataclass(frozen=True, slots=True)
class Witness:
    """Who answered, when, over what, and what asking disclosed: the fixed part of every claim of one resolution."""

    source: str
    version: str
    transport: str
    at: datetime
    disclosure: Disclosure

    def claim(self, subject: str, predicate: Predicate, value: str, *, wire: bytes, **details: str) -> Claim:
        return Claim(
            subject=subject,
            predicate=predicate,
            value=value,
            source=self.source,
            source_version=self.version,
            observed_at=self.at,
            raw_sha256=hashlib.sha256(wire).hexdigest(),
            disclosure=self.disclosure,
            details=(("transport", self.transport), *details.items()),
        )

    def silence(
        self, subject: str, why: Silence, qtype: dns.rdatatype.RdataType, *, wire: bytes = b"", **details: str
    ) -> Claim:
        return self.claim(subject, Predicate.NO_ADDRESS, why.value, wire=wire, qtype=qtype.name, **details)


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, and who gave it."""

    message: dns.message.Message
    wire: bytes
    witness: Witness


class NoAnswer(Exception):
    """Nothing usable came back. `by` is the resolver that was asked last, when one was."""

    def __init__(self, why: Silence, *, by: Witness | None = None) -> None:
        self.why, self.by = why, by
        super().__init__(why.value)


def text_of(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
