"""Address intervals for bisection: nested prefixes are cut so that the most specific one answers."""

from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Generic, TypeVar

T = TypeVar("T")


class Intervals(Generic[T]):
    """Immutable; one version of IP each. Look-up is one bisection on integers."""

    def __init__(self, networks: Iterable[tuple[IPv4Network | IPv6Network, T]]) -> None:
        self._starts: list[int] = []
        self._values: list[T | None] = []
        open_networks: list[tuple[int, T]] = []
        for network, value in sorted(networks, key=lambda item: (int(item[0].network_address), item[0].prefixlen)):
            first, last = int(network.network_address), int(network.broadcast_address)
            self._close(open_networks, before=first)
            self._cut(first, value)
            open_networks.append((last, value))
        self._close(open_networks, before=None)

    def find(self, address: int) -> T | None:
        at = bisect_right(self._starts, address) - 1
        return self._values[at] if at >= 0 else None

    def _close(self, open_networks: list[tuple[int, T]], *, before: int | None) -> None:
        while open_networks and (before is None or open_networks[-1][0] < before):
            last, _ = open_networks.pop()
            self._cut(last + 1, open_networks[-1][1] if open_networks else None)

    def _cut(self, start: int, value: T | None) -> None:
        if self._starts and self._starts[-1] == start:
            self._values[-1] = value
        else:
            self._starts.append(start)
            self._values.append(value)
