"""A recorded zone in standard master-file form (RFC 1035 §5), answered offline: for demonstrations, tests and replay.

`RecordedZone.answer` turns a query into a response as a recursive resolver would give it, so that the same file can
stand behind a DNS server on loopback.
"""

import hashlib
from datetime import datetime
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

from kindline.provenance.claims import Claim, Disclosure
from kindline.provenance.resolver.asking import MAX_HOPS, Answer, OnQuery, Witness, question
from kindline.provenance.resolver.chains import follow
from kindline.provenance.resolver.questions import Question

_EMPTY: dns.node.Node = dns.zone.Zone.node_factory()
_WILD = dns.name.Name((b"*",))


class RecordedZone:
    """Every name of one file, whatever domain it stands in: the file's origin is the root."""

    def __init__(self, text: str) -> None:
        self.version = hashlib.sha256(text.encode()).hexdigest()[:16]
        self._zone = dns.zone.from_text(text, origin=".", relativize=False, check_origin=False)
        self._inner = {name.split(depth)[1] for name in self._zone.nodes for depth in range(1, len(name.labels))}

    @classmethod
    def from_file(cls, path: Path | str) -> "RecordedZone":
        return cls(Path(path).read_text("utf-8"))

    def names(self) -> list[str]:
        """All names with an address or an alias, without the final dot."""
        kinds = (dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.CNAME)
        return sorted(
            name.to_text(omit_final_dot=True)
            for name, node in self._zone.nodes.items()
            if any(node.get_rdataset(dns.rdataclass.IN, kind) for kind in kinds)
        )

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The response to one question: aliases followed within the file, NXDOMAIN, or no data."""
        response = dns.message.make_response(query, recursion_available=True)
        if len(query.question) != 1:
            response.set_rcode(dns.rcode.FORMERR)
            return response
        name, qtype = query.question[0].name, query.question[0].rdtype
        for _ in range(MAX_HOPS + 1):
            node = self._node(name)
            if node is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                return response
            if found := node.get_rdataset(dns.rdataclass.IN, qtype):
                response.answer.append(dns.rrset.from_rdata_list(name, found.ttl, list(found)))
                return response
            alias = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.CNAME)
            if not alias:
                return response
            response.answer.append(dns.rrset.from_rdata_list(name, alias.ttl, list(alias)))
            name = alias[0].target
        return response

    def _node(self, name: dns.name.Name) -> dns.node.Node | None:
        """The node of a name, of its wildcard (RFC 4592), or an empty one in between."""
        if node := self._zone.nodes.get(name):
            return node
        if name in self._inner:
            return _EMPTY
        for depth in range(len(name.labels) - 1, 0, -1):
            above = name.split(depth)[1]
            if node := self._zone.nodes.get(_WILD.concatenate(above)):
                return node
            if above in self._inner or above in self._zone.nodes:
                return None
        return None


class ZoneResolver:
    """Resolves from a recorded zone file: nobody learns anything."""

    def __init__(self, zone: RecordedZone | Path | str, *, on_query: OnQuery | None = None) -> None:
        self._zone = zone if isinstance(zone, RecordedZone) else RecordedZone.from_file(zone)
        self._on_query = on_query

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        witness = Witness(
            source="resolver:zone", version=self._zone.version, transport="file", at=at, disclosure=Disclosure.L0
        )

        def ask(name: dns.name.Name, qtype: dns.rdatatype.RdataType) -> Answer:
            if self._on_query:
                self._on_query(name.to_text(omit_final_dot=True))
            # Id 0, so that the same file gives the same wire bytes and the same hash.
            query = dns.message.from_wire(Question(name, qtype, b"\x00\x00").to_wire())
            answer = self._zone.answer(query)
            return Answer(answer, answer.to_wire(), witness)

        return follow(question(host), ask=ask, witness=witness)
