"""One forwarding resolver: the one on this machine, or a single shared one over TLS."""

from typing import Literal

from kindline.provenance.resolver.asking import OnQuery
from kindline.provenance.resolver.couriers import Courier, Datagrams, TlsLines
from kindline.provenance.resolver.memory import Memory
from kindline.provenance.resolver.shared import SharedResolvers


class ForwardingResolver(SharedResolvers):
    """`server` is an IP address; `server_name` what its certificate must say, by the system's
    authorities or those of `ca_file`; `timeout` counts per question."""

    def __init__(
        self,
        server: str,
        port: int | None = None,
        timeout: float = 3.0,
        transport: Literal["udp", "dot"] = "udp",
        *,
        server_name: str | None = None,
        ca_file: str | None = None,
        place: str = "",
        memory: Memory | None = None,
        approved: bool = False,
        on_query: OnQuery | None = None,
    ) -> None:
        courier: Courier
        if transport == "dot":
            place = place or server
            courier = TlsLines(
                server, port or 853, server_name=server_name, ca_file=ca_file, timeout=timeout, place=place
            )
        else:
            courier = Datagrams(server, port or 53, timeout=timeout, place=place)
        super().__init__([courier], memory=memory, approved=approved, on_query=on_query)
