"""What a registry may be asked about: a network, an AS, a registered domain. Never a host, an address or a page."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from kindline.provenance.suffix import registrable_domain


class NotAsked(ValueError):
    """No registry answers for this, or asking would say more than a registry need know."""


@dataclass(frozen=True, slots=True)
class Network:
    """The allocation as the pack knows it, so that not even the registry learns which address is meant."""

    prefix: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.network.num_addresses == 1:
            raise NotAsked("a single address says too much; ask for the network around it")

    @property
    def network(self) -> IPv4Network | IPv6Network:
        try:
            return ip_network(self.prefix)
        except ValueError:
            raise NotAsked("not a network") from None

    @property
    def path(self) -> str:
        return f"ip/{self.network}"

    @property
    def claimed(self) -> str:
        return str(self.network)


@dataclass(frozen=True, slots=True)
class Autnum:
    number: int

    @property
    def path(self) -> str:
        return f"autnum/{self.number}"

    @property
    def claimed(self) -> str:
        return f"AS{self.number}"


@dataclass(frozen=True, slots=True)
class Domain:
    """A registered domain; of any host, only that part of it."""

    name: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.name.isascii() or registrable_domain(self.name) != self.name:
            raise NotAsked("only a registered domain, in lower case, is asked for")

    @property
    def path(self) -> str:
        return f"domain/{self.name}"

    @property
    def claimed(self) -> str:
        return self.name


Subject = Network | Autnum | Domain
