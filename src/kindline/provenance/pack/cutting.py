"""Cutting nested prefixes into stretches, so that the most specific one answers."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network

Range = tuple[int, int, int]
"""First address, last address, row."""


def ranges_of(networks: Iterable[tuple[IPv4Network | IPv6Network, int]]) -> list[Range]:
    return [(int(network.network_address), int(network.broadcast_address), row) for network, row in networks]


def cut(ranges: Iterable[Range]) -> Iterator[tuple[int, int]]:
    """Ascending (start, row) of ranges that nest or lie apart; of two that only overlap, the later start wins.

    One start may come twice: the later cut is the one that holds (`Intervals.of` keeps it).
    """
    open_ranges: list[tuple[int, int]] = []
    for first, last, row in sorted(ranges, key=lambda item: (item[0], -item[1])):
        yield from _close(open_ranges, before=first)
        yield first, row
        open_ranges.append((last, row))
    yield from _close(open_ranges, before=None)


def _close(open_ranges: list[tuple[int, int]], *, before: int | None) -> Iterator[tuple[int, int]]:
    while open_ranges and (before is None or open_ranges[-1][0] < before):
        last, _ = open_ranges.pop()
        # Overlapping ranges may leave finished ones underneath.
        while open_ranges and open_ranges[-1][0] <= last:
            open_ranges.pop()
        yield last + 1, open_ranges[-1][1] if open_ranges else 0
