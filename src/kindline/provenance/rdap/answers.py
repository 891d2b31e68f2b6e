"""What a registry answered, kept as it came; and what was answered lately, by allocation and under keys."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, summarize_address_range
from threading import Lock

from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.rdap.reading import RdapFact
from kindline.provenance.rdap.subjects import Network, Subject

LASTS, NO_LASTS = timedelta(days=7), timedelta(days=1)
MOST = 10_000


@dataclass(frozen=True)
class RdapAnswer:
    """`raw` is the body, byte for byte; `status` the registry's HTTP status (404: it has no such object)."""

    subject: Subject = field(repr=False)
    fact: RdapFact = field(repr=False)
    raw: bytes = field(repr=False)
    server: str
    status: int
    version: str
    at: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    def claims(self, *, ip: str = "", asn: int = 0) -> list[Claim]:
        """The country and the abuse mailboxes as claims.

        Of a network, the country is claimed about the address `ip` in it, and the mailboxes about the AS that
        announces it, which is whom a notice is for; what is not named is not claimed.
        """
        network = isinstance(self.subject, Network)
        placed, answering = (ip, f"AS{asn}" if asn else "") if network else (self.subject.claimed,) * 2
        said = [(placed, Predicate.RDAP_CC, self.fact.country or "")]
        said += [(answering, Predicate.ABUSE_CONTACT, mailbox) for mailbox in self.fact.abuse]
        details = (("handle", self.fact.handle or ""), ("conformance", " ".join(self.fact.conformance)))
        return [
            Claim(
                subject=subject,
                predicate=predicate,
                value=value,
                source=f"rdap:{self.server}",
                source_version=self.version,
                observed_at=self.at,
                raw_sha256=self.sha256,
                disclosure=Disclosure.L1,
                details=details,
            )
            for subject, predicate, value in said
            if subject and value
        ]


class Answers:
    """Kept for days under keys of this process (FOUNDATIONS §1), in memory alone; an allocation is asked about once."""

    def __init__(self, *, secret: bytes | None = None, most: int = MOST) -> None:
        self._secret = secret or secrets.token_bytes(32)
        self._most = most
        self._kept: OrderedDict[bytes, RdapAnswer] = OrderedDict()
        self._lock = Lock()

    def recall(self, subject: Subject, *, at: datetime) -> RdapAnswer | None:
        with self._lock:
            for name in _around(subject):
                kept = self._kept.get(self._key(name))
                if kept and kept.at <= at < kept.at + (LASTS if kept.status == 200 else NO_LASTS):
                    return kept
        return None

    def keep(self, answer: RdapAnswer) -> None:
        with self._lock:
            for name in {answer.subject.claimed, *_allocation(answer)}:
                self._kept[self._key(name)] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _key(self, name: str) -> bytes:
        return hmac.digest(self._secret, name.encode(), hashlib.sha256)


def _around(subject: Subject) -> list[str]:
    """A network and everything around it: one answer covers its whole allocation."""
    if not isinstance(subject, Network):
        return [subject.claimed]
    net = subject.network
    return [str(net.supernet(new_prefix=size)) for size in range(net.prefixlen, 7, -1)] or [str(net)]


def _allocation(answer: RdapAnswer) -> list[str]:
    """The networks between the answer's own first and last address, when it names them and they hold what was asked."""
    if not isinstance(answer.subject, Network) or not (answer.fact.start and answer.fact.end):
        return []
    first, last, asked = _ip(answer.fact.start), _ip(answer.fact.end), answer.subject.network
    if isinstance(first, IPv4Address) and isinstance(last, IPv4Address) and first <= last:
        nets4 = list(summarize_address_range(first, last))
        held = isinstance(asked, IPv4Network) and any(asked.subnet_of(net) for net in nets4)
        return [str(net) for net in nets4] if held else []
    if isinstance(first, IPv6Address) and isinstance(last, IPv6Address) and first <= last:
        nets6 = list(summarize_address_range(first, last))
        held = isinstance(asked, IPv6Network) and any(asked.subnet_of(net) for net in nets6)
        return [str(net) for net in nets6] if held else []
    return []


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
