"""The resolvers an installation names in one line.

`127.0.0.1:53` is a forwarding resolver on this machine. `192.0.2.53@853#resolver.example, 198.51.100.53#second.example`
are shared ones over TLS, in unbound's own notation: address, port, and the name the certificate must show.
"""

import re

from kindline.provenance.resolver.couriers import Courier, TlsLines
from kindline.provenance.resolver.forwarding import ForwardingResolver
from kindline.provenance.resolver.memory import Memory
from kindline.provenance.resolver.shared import SharedResolvers

_SHARED = re.compile(r"(?P<server>[0-9A-Fa-f.:]+)(?:@(?P<port>\d{1,5}))?#(?P<name>[A-Za-z0-9.-]+)")
_LOCAL = re.compile(r"\[?(?P<server>[0-9A-Fa-f.:]+?)\]?:(?P<port>\d{1,5})")


class NotAResolver(ValueError):
    """The line names no resolver in either form."""


def resolvers_in(line: str, *, timeout: float = 3.0, ca_file: str | None = None) -> SharedResolvers:
    """The resolver or resolvers of one line. Shared ones get a memory; a local one has its own."""
    parts = [part.strip() for part in line.split(",")]
    if len(parts) == 1 and (local := _LOCAL.fullmatch(parts[0])):
        return ForwardingResolver(local["server"], int(local["port"]), timeout)
    return SharedResolvers([_shared(part, timeout=timeout, ca_file=ca_file) for part in parts], memory=Memory())


def _shared(part: str, *, timeout: float, ca_file: str | None) -> Courier:
    found = _SHARED.fullmatch(part)
    if not found:
        raise NotAResolver("write ADDRESS:PORT, or ADDRESS@PORT#NAME for DNS over TLS")
    port = int(found["port"] or 853)
    return TlsLines(found["server"], port, server_name=found["name"], ca_file=ca_file, timeout=timeout)
