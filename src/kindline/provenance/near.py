"""Addresses that may show the same thing: suggestions by versioned rules, for a person to look at. Nothing is merged.

Levels, from the closest (provenance.md §6): the same key; the same but for tracking, order of the query, `www.`, scheme
and a last slash; the same content by its own name; the same path on another host; the same host; the same domain.
Some sites carry the content's id in a parameter called `s` or `id`, so only names that are tracking and nothing else
are left out, and two addresses that are near may still show different children.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from kindline.provenance.address import Locator, LocatorKind


class Nearness(IntEnum):
    """Lower is nearer. The numbers are reference provenance.md §6's levels."""

    EXACT = 1
    LOOSE = 2
    HOST = 3
    DOMAIN = 4
    MIRROR = 5
    CONTENT = 6


@dataclass(frozen=True, slots=True)
class NearRules:
    """`tracking`: query parameters that never say what is shown; a mirror's path is at least `shortest_path` long."""

    id: str
    tracking: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    shortest_path: int


NEAR_1 = NearRules(
    id="near/1",
    tracking=frozenset("fbclid gclid dclid msclkid twclid ttclid yclid igshid igsh mc_eid mc_cid _ga _gl".split()),
    tracking_prefixes=("utm_",),
    shortest_path=12,
)


@dataclass(frozen=True, slots=True)
class NearKey:
    """Equal keys of one level suggest that two addresses are near. A key of another ruleset is another key."""

    level: Nearness
    key: bytes = field(repr=False)
    ruleset: str


def near_keys(locator: Locator, *, rules: NearRules = NEAR_1) -> tuple[NearKey, ...]:
    """What one address can be compared by, nearest first; only the levels its kind has."""
    texts: dict[Nearness, str | None] = {Nearness.EXACT: locator.canonical}
    if locator.kind is LocatorKind.WEB:
        texts |= _web(locator.canonical, rules)
    if locator.kind in (LocatorKind.MAGNET, LocatorKind.ED2K, LocatorKind.IPFS):
        texts[Nearness.CONTENT] = _content(locator)
    texts[Nearness.HOST] = locator.host
    texts[Nearness.DOMAIN] = locator.registrable_domain
    found = ((level, text) for level, text in texts.items() if text)
    return tuple(NearKey(level, _digest(rules.id, level, text), rules.id) for level, text in found)


def nearness(one: Locator, other: Locator, *, rules: NearRules = NEAR_1) -> Nearness | None:
    """The nearest level at which two addresses meet; None when they are strangers."""
    theirs = set(near_keys(other, rules=rules))
    met = [key.level for key in near_keys(one, rules=rules) if key in theirs]
    return min(met, key=_ORDER.index, default=None)


def suggest(locator: Locator, among: Iterable[Locator], *, rules: NearRules = NEAR_1) -> list[tuple[Nearness, Locator]]:
    """Those that are near, nearest first, the address itself left out."""
    found = ((level, other) for other in among if (level := nearness(locator, other, rules=rules)))
    strange = [(level, other) for level, other in found if level is not Nearness.EXACT]
    return sorted(strange, key=lambda item: (_ORDER.index(item[0]), item[1].canonical))


_ORDER = (Nearness.EXACT, Nearness.LOOSE, Nearness.CONTENT, Nearness.MIRROR, Nearness.HOST, Nearness.DOMAIN)
_PARTS = re.compile(r"[a-z]+://(?P<authority>[^/?]*)(?P<path>[^?]*)(?:\?(?P<query>.*))?", re.DOTALL)


def _web(canonical: str, rules: NearRules) -> dict[Nearness, str | None]:
    found = _PARTS.fullmatch(canonical)
    if not found:
        return {}
    query = "&".join(sorted(pair for pair in (found["query"] or "").split("&") if pair and not _tracks(pair, rules)))
    path = found["path"].rstrip("/")
    rest = f"{path}?{query}" if query else path
    return {
        Nearness.LOOSE: found["authority"].removeprefix("www.") + rest,
        Nearness.MIRROR: rest if len(rest) >= rules.shortest_path else None,
    }


def _tracks(pair: str, rules: NearRules) -> bool:
    name = pair.partition("=")[0].lower()
    return name in rules.tracking or name.startswith(rules.tracking_prefixes)


def _content(locator: Locator) -> str:
    """The hash alone: a magnet link and an ed2k link may carry the same one, an IPFS path lies inside its content."""
    if locator.kind is LocatorKind.IPFS:
        return "/".join(locator.canonical.split("/")[:3])
    return locator.canonical.partition("urn:")[2]


def _digest(ruleset: str, level: Nearness, text: str) -> bytes:
    return hashlib.sha256(f"{ruleset}\x00{level.value}\x00{text}".encode()).digest()
