"""The worker's view of the outside: the forwarding resolver and the pack this installation is set to use."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kindline.kernel.packs.shelf import folder_of
from kindline.provenance.decision import CURRENT, Ruleset
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver, SharedResolvers, resolvers_in

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


@lru_cache(maxsize=2)
def _resolvers(line: str) -> SharedResolvers:
    return resolvers_in(line, timeout=TIMEOUT)


def resolver() -> Resolver:
    """The resolvers this installation may ask (`KINDLINE_RESOLVER`, docs/resolving.md); none when unset (P2)."""
    return _resolvers(settings.RESOLVER) if settings.RESOLVER else NoResolver()


def approved_resolver() -> Resolver:
    """The same, where a person has agreed that the very name is asked for, though it may tell who looked."""
    return _resolvers(settings.RESOLVER).approving() if settings.RESOLVER else NoResolver()


def no_resolver() -> Resolver:
    """No questions asked."""
    return NoResolver()
