"""IP literals, and telling public addresses and names from those of a private network."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Documentation networks stay allowed: they are what tests and demonstrations live on.
# IANA special-purpose registries (RFC 6890 and its updates).
_NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = (
    *map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
        ),
    ),
    *map(IPv6Network, ("::/127", "100::/64", "fc00::/7", "fe80::/9", "ff00::/8")),
)
_PRIVATE_NAMES = frozenset({"localhost", "local", "internal", "lan", "intranet", "home", "corp", "localdomain"})


def read_ip(text: str) -> IPv4Address | IPv6Address | None:
    """The address of a bare or bracketed literal; IPv4 inside an IPv6-mapped one counts as IPv4. No zone ids."""
    try:
        address = ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return None
        return address.ipv4_mapped or address
    return address


def is_ip(text: str) -> bool:
    return read_ip(text) is not None


def is_private_ip(address: IPv4Address | IPv6Address) -> bool:
    """True for an address nobody can reach from outside: no provider, no country."""
    return any(address in network for network in _NOT_PUBLIC if network.version == address.version)


def is_private_name(host: str) -> bool:
    """Names that only mean something inside one network (RFC 6761, RFC 8375, ICANN's reserved `.internal`)."""
    name = host.removesuffix(".").lower()
    return name.rpartition(".")[2] in _PRIVATE_NAMES or name == "home.arpa" or name.endswith(".home.arpa")
