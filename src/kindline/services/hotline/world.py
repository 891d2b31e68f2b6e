"""The worker's view of the outside: the forwarding resolver and the pack this installation is set to use."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kindline.kernel.packs.shelf import folder_of
from kindline.provenance.decision import CURRENT, Ruleset
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import ForwardingResolver, NoResolver, Resolver

TIMEOUT = 3.0


@lru_cache(maxsize=2)
def _pack(folder: Path) -> Pack:
    return Pack.load(folder)


def pack() -> Pack:
    """The pack in use: the one `KINDLINE_PACK` names (shipped or imported), else the one imported last, else the
    synthetic one. Verified against its manifest when it is loaded."""
    return _pack(folder_of(settings.PACK, data=Path(settings.DATA_DIR)))


def ruleset() -> Ruleset:
    """The rules decisions follow; `KINDLINE_PACK_DAYS` sets how old a pack may be and still decide alone."""
    return CURRENT.with_pack_days(settings.PACK_DAYS) if settings.PACK_DAYS else CURRENT


def resolver() -> Resolver:
    """The one forwarding resolver this installation may ask (`KINDLINE_RESOLVER=host:port`); none when unset (P2)."""
    if not settings.RESOLVER:
        return NoResolver()
    host, _, port = settings.RESOLVER.rpartition(":")
    return ForwardingResolver(host.strip("[]"), int(port), timeout=TIMEOUT)


def no_resolver() -> Resolver:
    """No questions asked."""
    return NoResolver()
