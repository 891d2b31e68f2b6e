"""The worker's view of the outside: the forwarding resolver and the pack this installation is set to use."""

from functools import lru_cache
from importlib import resources

from django.conf import settings

from kindline.provenance.pack import Pack
from kindline.provenance.resolver import ForwardingResolver, NoResolver, Resolver

TIMEOUT = 3.0


@lru_cache(maxsize=2)
def _pack(name: str) -> Pack:
    return Pack.load(resources.files("kindline.provenance") / "packs" / name)


def pack() -> Pack:
    """The pack in use; verified against its manifest when it is loaded."""
    return _pack(settings.PACK)


def resolver() -> Resolver:
    """The one forwarding resolver this installation may ask (`KINDLINE_RESOLVER=host:port`); none when unset (P2)."""
    if not settings.RESOLVER:
        return NoResolver()
    host, _, port = settings.RESOLVER.rpartition(":")
    return ForwardingResolver(host.strip("[]"), int(port), timeout=TIMEOUT)


def no_resolver() -> Resolver:
    """No questions asked."""
    return NoResolver()
