"""The name server of the outside: answers recorded zones over UDP and TCP, and writes down every question.

Some names move: after `moves_at` the second zone answers.
"""

import signal
import socketserver
import struct
import sys
import threading
from datetime import datetime
from pathlib import Path

import dns.message

from kindline.faces.outside.ledger import Ledger
from kindline.faces.outside.script import EXAMPLES
from kindline.faces.outside.stage import Stage
from kindline.provenance.resolver import RecordedZone


class Names:
    """Both zones and the book of questions."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.ledger = stage, Ledger(stage, "dns/queries")
        self.zones = {name: RecordedZone.from_file(EXAMPLES / "zones" / f"{name}.zone") for name in ("before", "after")}

    def answer(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        zone = "after" if self._moved() else "before"
        asked = query.question[0]
        self.ledger.write(name=asked.name.to_text(omit_final_dot=True), type=asked.rdtype.name, zone=zone)
        return self.zones[zone].answer(query).to_wire()

    def _moved(self) -> bool:
        switch = self.stage.outside / "dns" / "moves_at"
        return switch.exists() and self.stage.now() >= datetime.fromisoformat(switch.read_text())


class ByDatagram(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, sock = self.request
        sock.sendto(self.server.names.answer(data), self.client_address)  # type: ignore[attr-defined]


class ByStream(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        (length,) = struct.unpack("!H", self.rfile.read(2))
        answer = self.server.names.answer(self.rfile.read(length))  # type: ignore[attr-defined]
        self.wfile.write(struct.pack("!H", len(answer)) + answer)


def main(stage: Stage) -> None:
    place, names = ("127.0.0.1", stage.ports()["dns"]), Names(stage)
    socketserver.TCPServer.allow_reuse_address = True
    by_datagram = socketserver.ThreadingUDPServer(place, ByDatagram)
    by_stream = socketserver.ThreadingTCPServer(place, ByStream)
    for server in (by_datagram, by_stream):
        server.daemon_threads = True
        server.names = names  # type: ignore[union-attr]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(Stage(Path(sys.argv[1])))
