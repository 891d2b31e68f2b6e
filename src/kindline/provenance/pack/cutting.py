"""Cutting nested prefixes into stretches, so that the most specific one answers."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

T = TypeVar("T")


def range_of(network: IPv4Network | IPv6Network, said: T) -> tuple[int, int, T]:
    return int(network.network_address), int(network.broadcast_address), said


def cut(ranges: Iterable[tuple[int, int, T]], *, nothing: T) -> Iterator[tuple[int, T]]:
    """Ascending (start, what is said) of ranges (first, last, what is said) that nest or lie apart.

    Of two that only overlap, the one that begins later wins. A start may come twice: the later cut holds.
    """
    open_ranges: list[tuple[int, T]] = []
    for first, last, said in sorted(ranges, key=lambda item: (item[0], -item[1])):
        yield from _close(open_ranges, before=first, nothing=nothing)
        yield first, said
        open_ranges.append((last, said))
    yield from _close(open_ranges, before=None, nothing=nothing)


def _close(open_ranges: list[tuple[int, T]], *, before: int | None, nothing: T) -> Iterator[tuple[int, T]]:
    while open_ranges and (before is None or open_ranges[-1][0] < before):
        last, _ = open_ranges.pop()
        # Overlapping ranges may leave finished ones underneath.
        while open_ranges and open_ranges[-1][0] <= last:
            open_ranges.pop()
        yield last + 1, open_ranges[-1][1] if open_ranges else nothing
