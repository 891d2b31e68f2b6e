"""A real DNS server on loopback over a recorded zone: writes down every query, can lie, truncate, stay silent."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dns.flags
import dns.message

from kindline.provenance.resolver import RecordedZone

Change = Callable[[dns.message.Message, str], dns.message.Message | None]


@dataclass
class LoopbackServer:
    zone: RecordedZone
    change: Change = lambda response, transport: response
    port: int = 0
    queries: list[tuple[str, dns.message.Message]] = field(default_factory=list)
    lines: int = 0

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        query = dns.message.from_wire(wire)
        self.queries.append((transport, query))
        response = self.change(self.zone.answer(query), transport)
        return response.to_wire() if response else None


@contextmanager
def serving(server: LoopbackServer) -> Iterator[LoopbackServer]:
    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, sock = self.request
            if answer := server.answer(wire, "udp"):
                sock.sendto(answer, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2), "big")
            if answer := server.answer(self.rfile.read(length), "tcp"):
                self.wfile.write(len(answer).to_bytes(2, "big") + answer)

    udp, tcp = _on_one_port(Datagram, Stream)
    server.port = udp.server_address[1]
    with udp, tcp:
        for each in (udp, tcp):
            threading.Thread(target=each.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            udp.shutdown()
            tcp.shutdown()


def _on_one_port(
    datagram: type[socketserver.BaseRequestHandler], stream: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.ThreadingUDPServer, socketserver.ThreadingTCPServer]:
    """A port that is free for one protocol may be somebody's for the other: then another one is tried."""
    for _ in range(20):
        udp = socketserver.ThreadingUDPServer(("127.0.0.1", 0), datagram)
        try:
            return udp, socketserver.ThreadingTCPServer(udp.server_address, stream)
        except OSError:
            udp.server_close()
    raise OSError("no port is free for both")


def truncated_over_udp(response: dns.message.Message, transport: str) -> dns.message.Message:
    if transport == "udp":
        response.flags |= dns.flags.TC
        response.answer.clear()
    return response


@contextmanager
def serving_tls(server: LoopbackServer, pem: Path) -> Iterator[LoopbackServer]:
    """The same over TLS: connections stay open, `lines` counts them, and answers may come in any order."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.lines += 1
            try:
                with context.wrap_socket(self.request, server_side=True) as secure, secure.makefile("rwb") as stream:
                    while length := int.from_bytes(stream.read(2), "big"):
                        if answer := server.answer(stream.read(length), "dot"):
                            stream.write(len(answer).to_bytes(2, "big") + answer)
                            stream.flush()
            except OSError:
                pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Stream) as running:
        server.port = running.server_address[1]
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            running.shutdown()
