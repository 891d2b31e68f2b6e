"""I2P names (`name.i2p`, `….b32.i2p`) and the few web gateways that showed them. They never reach a resolver."""

import re
from dataclasses import dataclass

_GATEWAYS = frozenset(("i2p.to", "i2p.us", "i2p.rocks", "i2p.me", "i2p.re"))
_B32 = re.compile(r"(?:^|\.)([a-z2-7]{52,63}\.b32\.i2p)\.[a-z.]+$")


@dataclass(frozen=True, slots=True)
class I2pHost:
    name: str
    gateway: str | None = None


def read_i2p_host(host: str) -> I2pHost | None:
    host = host.removesuffix(".").lower()
    if host.endswith(".i2p"):
        return I2pHost(host)
    if through := _B32.search(host):
        return I2pHost(through[1], gateway=host)
    labels = host.split(".")
    if len(labels) > 2 and ".".join(labels[-2:]) in _GATEWAYS and labels[-3] != "www":
        return I2pHost(".".join(labels[:-1]), gateway=host)
    return None
