"""Questions that must never be asked, asked on purpose: a judge that never finds anything proves nothing."""

import socket

import dns.edns
import dns.message
import dns.rdatatype

from kindline.faces.bench.measuring.resolvers import LOOPBACK

TELLING = "7f3a9c2e.album.test"
PLANTED: tuple[tuple[str, str, list[dns.edns.Option]], ...] = (
    ("1.2.0.192.in-addr.arpa.", "PTR", []),
    ("album.test.", "ANY", []),
    ("album.test.", "A", [dns.edns.ECSOption("192.0.2.0", 24)]),
    ("verborgen.onion.", "A", []),
    ("verborgen.i2p.", "AAAA", []),
    (f"{TELLING}.", "A", []),
)


def plant(port: int) -> list[str]:
    """Ask them all of the name server at `port`; returns the hosts that count as reported."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        for name, qtype, options in PLANTED:
            query = dns.message.make_query(name, dns.rdatatype.from_text(qtype), use_edns=0, options=options)
            sock.sendto(query.to_wire(), (LOOPBACK, port))
            sock.recv(4096)
    return [TELLING]
