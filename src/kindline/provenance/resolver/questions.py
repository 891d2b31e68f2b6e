"""The bytes of a question, and whether bytes that came back answer it."""

import secrets
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rdatatype

from kindline.provenance.claims import Silence
from kindline.provenance.resolver.asking import ADDRESS_TYPES, Answer, NoAnswer, Witness
from kindline.provenance.resolver.chains import hops

PAYLOAD = 1232
BLOCK = 128
_RD_AD = b"\x01\x20"
_OPT, _PADDING, _OPT_SIZE = b"\x00\x00\x29", 12, 11
# What may stand in an answer beside the chain: it proves or produces the chain, and nothing is read from it.
_BESIDE = (dns.rdatatype.RRSIG, dns.rdatatype.DNAME)


@dataclass(frozen=True)
class Question:
    """A name and a type, under an id drawn for this question alone."""

    name: dns.name.Name
    qtype: dns.rdatatype.RdataType
    id: bytes

    @classmethod
    def both(cls, name: dns.name.Name) -> list["Question"]:
        """One for each kind of address: there is no way to ask for anything else. Their ids differ."""
        drawn = secrets.randbits(16)
        return [cls(name, qtype, (drawn ^ at).to_bytes(2, "big")) for at, qtype in enumerate(ADDRESS_TYPES)]

    def asked(self) -> bytes:
        return (self.name.to_wire() or b"") + int(self.qtype).to_bytes(2, "big") + b"\x00\x01"

    def to_wire(self, *, padded: bool = False) -> bytes:
        """RD and AD, EDNS for the size and no client subnet, no cookie, no identity (RFC 6891, 7871).

        Padded to a block inside TLS, where else the length tells the name (RFC 8467).
        """
        asked = self.asked()
        padding = b""
        if padded:
            room = -(12 + len(asked) + _OPT_SIZE + 4) % BLOCK
            padding = _PADDING.to_bytes(2, "big") + room.to_bytes(2, "big") + bytes(room)
        head = self.id + _RD_AD + b"\x00\x01" + bytes(4) + b"\x00\x01"
        option = _OPT + PAYLOAD.to_bytes(2, "big") + bytes(4) + len(padding).to_bytes(2, "big") + padding
        return head + asked + option

    def is_answered_by(self, wire: bytes) -> bool:
        """The same id and the same question, as a response: anything else was meant for another or was made up."""
        asked = self.asked()
        return (
            wire[:2] == self.id
            and len(wire) >= 12
            and bool(wire[2] & 0x80)
            and wire[4:6] == b"\x00\x01"
            and wire[12 : 12 + len(asked)].lower() == asked.lower()
        )


def read(question: Question, wire: bytes, *, witness: Witness) -> Answer:
    """The answer in these bytes. NoAnswer when they are damaged, or say things about names that were not asked."""
    if not question.is_answered_by(wire):
        raise NoAnswer(Silence.BAD_ANSWER, by=witness)
    try:
        message = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError):
        raise NoAnswer(Silence.BAD_ANSWER, by=witness) from None
    answer = Answer(message, wire, witness)
    if message.opcode() != dns.opcode.QUERY or not _keeps_to(question, answer):
        raise NoAnswer(Silence.BAD_ANSWER, by=witness)
    return answer


def _keeps_to(question: Question, answer: Answer) -> bool:
    """Whether every record stands on the chain from the name that was asked, and every alias has one target."""
    rrsets = answer.message.answer
    on_chain = {question.name, *(target for _, target, _ in hops(answer, question.name))}
    wanted = (question.qtype, dns.rdatatype.CNAME)
    if any(rrset.rdtype == dns.rdatatype.CNAME for rrset in rrsets) and not _one_target_each(answer.wire):
        return False
    return all(rrset.rdtype in _BESIDE or (rrset.name in on_chain and rrset.rdtype in wanted) for rrset in rrsets)


def _one_target_each(wire: bytes) -> bool:
    """Read one record at a time: of several aliases of a name, the usual reading keeps the last alone."""
    told: dict[dns.name.Name, dns.name.Name] = {}
    records = dns.message.from_wire(wire, one_rr_per_rrset=True).answer
    aliases = [(rrset.name, rrset[0].target) for rrset in records if rrset.rdtype == dns.rdatatype.CNAME]
    return all(told.setdefault(name, target) == target for name, target in aliases)
