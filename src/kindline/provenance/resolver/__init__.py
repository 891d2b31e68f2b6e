"""Names to addresses without warning anybody: a forwarding resolver, a recorded zone, or nobody at all.

The only place in this library that may open a socket, and only to the one configured resolver (provenance.md §4.3).
"""

from kindline.provenance.resolver.asking import NeverResolved, OnQuery, ResolutionFailed, Resolver, may_resolve
from kindline.provenance.resolver.forwarding import ForwardingResolver
from kindline.provenance.resolver.nobody import NoResolver
from kindline.provenance.resolver.recorded import RecordedZone, ZoneResolver

__all__ = [
    "ForwardingResolver",
    "NeverResolved",
    "NoResolver",
    "OnQuery",
    "RecordedZone",
    "ResolutionFailed",
    "Resolver",
    "ZoneResolver",
    "may_resolve",
]
