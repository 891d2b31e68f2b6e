"""DNS over TLS to one resolver: its certificate must be the expected one, or nothing is asked."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kindline.provenance.resolver import ForwardingResolver, RecordedZone, ResolutionFailed
from tests.provenance.certificates import certificate
from tests.provenance.conftest import AT, ZONES
from tests.provenance.loopback import LoopbackServer

NAME = "resolver.example"


@dataclass
class Tls:
    server: LoopbackServer
    port: int
    ca_file: str


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[Tls]:
    pem = certificate(tmp_path, NAME)
    server = LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as secure, secure.makefile("rwb") as stream:
                    length = int.from_bytes(stream.read(2), "big")
                    if answer := server.answer(stream.read(length), "dot"):
                        stream.write(len(answer).to_bytes(2, "big") + answer)
            except OSError:
                pass  # the client hung up on a certificate it does not know

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield Tls(server, running.server_address[1], str(pem))
        running.shutdown()


def test_the_expected_resolver_answers_over_tls(tls: Tls) -> None:
    resolver = ForwardingResolver("127.0.0.1", tls.port, 2, "dot", server_name=NAME, ca_file=tls.ca_file)
    claims = resolver.resolve("vier-en-zes.test", at=AT)
    assert [claim.value for claim in claims] == ["192.0.2.62", "2001:db8:502::30"]
    assert {claim.detail("transport") for claim in claims} == {"dot"}


@pytest.mark.parametrize("fault", ["another name", "an unknown authority"])
def test_a_resolver_with_the_wrong_certificate_is_asked_nothing(tls: Tls, fault: str) -> None:
    name = "other.example" if fault == "another name" else NAME
    ca_file = tls.ca_file if fault == "another name" else None
    resolver = ForwardingResolver("127.0.0.1", tls.port, 2, "dot", server_name=name, ca_file=ca_file)
    with pytest.raises(ResolutionFailed) as caught:
        resolver.resolve("album.test", at=AT)
    assert caught.value.code == "bad_answer"
    assert tls.server.queries == []
