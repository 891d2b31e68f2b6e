"""Every question the other side heard, counted by type, and those among them that must never be asked (P2, P11)."""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dns.edns
import dns.exception
import dns.message
import dns.rdatatype

from kindline.provenance.resolver import identifies, may_resolve

ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)


@dataclass(frozen=True)
class Heard:
    """One question; `wrong` says why it must never be asked, and is empty for a lawful one."""

    name: str
    type: str
    wrong: str

    def line(self) -> str:
        return f"{self.type}\t{self.name}\t{self.wrong or 'lawful'}"


def heard_in(files: Iterable[Path], *, reported: Iterable[str], approved: Iterable[str] = ()) -> list[Heard]:
    """All questions in the books of name servers. `reported` are the hosts the resolver was given."""
    telling = {host.lower() for host in reported if identifies(host)} - {host.lower() for host in approved}
    return [_judged(wire, telling) for file in files for wire in _wires(file)]


def counts(heard: Iterable[Heard]) -> dict[str, int]:
    return dict(sorted(Counter(one.type for one in heard).items()))


def forbidden(heard: Iterable[Heard]) -> list[Heard]:
    return [one for one in heard if one.wrong]


def _wires(file: Path) -> Iterator[bytes]:
    return (base64.b64decode(line) for line in file.read_bytes().splitlines())


def _judged(wire: bytes, telling: set[str]) -> Heard:
    try:
        query = dns.message.from_wire(wire)
        (asked,) = query.question
    except (dns.exception.DNSException, ValueError):
        return Heard("", "", "unreadable")
    name = asked.name.to_text(omit_final_dot=True).lower()
    return Heard(name, asked.rdtype.name, _wrong(query, name, asked.rdtype, telling))


def _wrong(query: dns.message.Message, name: str, qtype: dns.rdatatype.RdataType, telling: set[str]) -> str:
    if qtype not in ADDRESSES:
        return "type"
    if any(option.otype == dns.edns.OptionType.ECS for option in query.options):
        return "client_subnet"
    if not may_resolve(name):
        return "never_resolved"
    return "not_approved" if name in telling else ""
