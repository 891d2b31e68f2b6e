"""Asking one configured forwarding resolver, and nobody else: an own recursor would hand the full name to the suspect.

Only recursion-desired A and AAAA questions leave; TCP is used only when that same resolver truncated its answer.
"""

from datetime import datetime
from typing import Literal

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdatatype

from kindline.provenance.claims import Claim, Disclosure, Silence
from kindline.provenance.resolver.asking import OnQuery, Witness, may_resolve, query_for, question, text_of
from kindline.provenance.resolver.chains import NoAnswer, follow


class ForwardingResolver:
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
        on_query: OnQuery | None = None,
    ) -> None:
        self._server = server
        self._port = port or (853 if transport == "dot" else 53)
        self._timeout = timeout
        self._transport = transport
        self._server_name = server_name
        self._verify: bool | str = ca_file or True
        self._place = place or server
        self._on_query = on_query

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        name = question(host)
        witness = Witness(
            source=f"resolver:{self._place}", version="", transport=self._transport, at=at, disclosure=Disclosure.L2
        )
        return follow(name, ask=self._ask, witness=witness)

    def _ask(self, name: dns.name.Name, qtype: dns.rdatatype.RdataType) -> dns.message.Message:
        # An alias's target is a name like any other: it may not lead us to `.onion` or inside a private network either.
        if not may_resolve(text_of(name)):
            raise NoAnswer(Silence.NOT_ASKED)
        if self._on_query:
            self._on_query(text_of(name))
        try:
            return self._send(query_for(name, qtype))
        except dns.exception.Timeout:
            raise NoAnswer(Silence.TIMEOUT) from None
        except (dns.exception.DNSException, OSError, EOFError):
            raise NoAnswer(Silence.BAD_ANSWER) from None

    def _send(self, query: dns.message.QueryMessage) -> dns.message.Message:
        if self._transport == "dot":
            return dns.query.tls(
                query,
                self._server,
                self._timeout,
                self._port,
                server_hostname=self._server_name,
                verify=self._verify,
            )
        # Packets from elsewhere or with another id are ignored until the time is over, not believed and not fatal.
        answer, _ = dns.query.udp_with_fallback(
            query, self._server, self._timeout, self._port, ignore_unexpected=True, ignore_errors=True
        )
        return answer
