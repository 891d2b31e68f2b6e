"""Names to addresses without warning anybody: a forwarding resolver, a recorded zone, or nobody at all.

The only place in this library that may open a socket, and only to the configured resolvers (provenance.md §4.3).
"""

from kindline.provenance.resolver.asking import NeverResolved, OnQuery, ResolutionFailed, Resolver, may_resolve
from kindline.provenance.resolver.configured import NotAResolver, resolvers_in
from kindline.provenance.resolver.couriers import Datagrams, TlsLines
from kindline.provenance.resolver.forwarding import ForwardingResolver
from kindline.provenance.resolver.identifying import identifies
from kindline.provenance.resolver.memory import Memory
from kindline.provenance.resolver.nobody import NoResolver
from kindline.provenance.resolver.recorded import RecordedZone, ZoneResolver
from kindline.provenance.resolver.shared import SharedResolvers

__all__ = [
    "Datagrams",
    "ForwardingResolver",
    "Memory",
    "NeverResolved",
    "NoResolver",
    "NotAResolver",
    "OnQuery",
    "RecordedZone",
    "ResolutionFailed",
    "Resolver",
    "SharedResolvers",
    "TlsLines",
    "ZoneResolver",
    "identifies",
    "may_resolve",
    "resolvers_in",
]
