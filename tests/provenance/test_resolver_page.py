"""The page about resolving says what the library does, and its configuration runs in a real unbound as written."""

import doctest
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest

from kindline.faces.bench.measuring.resolvers import SAMPLE, free_port, why_no_unbound
from kindline.provenance.resolver import Datagrams, RecordedZone, ResolutionFailed, SharedResolvers
from tests.provenance.certificates import certificate
from tests.provenance.conftest import AT, ROOT
from tests.provenance.loopback import LoopbackServer, serving_tls

NAME = "resolver.example"
NAMES = RecordedZone("$ORIGIN .\n$TTL 60\nalbum.example. IN A 192.0.2.1\n")


def test_every_line_of_the_page_is_true() -> None:
    failed, tried = doctest.testfile(os.fspath(ROOT / "docs" / "resolving.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 8) == (0, True)


@contextmanager
def unbound(folder: Path, upstream: LoopbackServer, pem: Path) -> Iterator[int]:
    """The sample as written; only the addresses, the bundle and the folder are those of this test."""
    port = free_port()
    lines = [line for line in SAMPLE.read_text().splitlines() if "198.51.100.53" not in line]
    text = "\n".join(lines).replace("127.0.0.1@53", f"127.0.0.1@{port}")
    text = text.replace("192.0.2.53@853", f"127.0.0.1@{upstream.port}")
    text = text.replace("/etc/ssl/certs/ca-certificates.crt", str(pem))
    own = f'server:\n  directory: "{folder}"\n  chroot: ""\n  username: ""\n  do-not-query-localhost: no\n'
    file = folder / "unbound.conf"
    file.write_text(own + text + "\n")
    with subprocess.Popen(["/usr/sbin/unbound", "-d", "-p", "-c", str(file)], stderr=subprocess.PIPE) as child:
        try:
            _wait(port, child)
            yield port
        finally:
            child.terminate()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(50):
        assert child.poll() is None, child.stderr.read().decode() if child.stderr else ""
        try:
            dns.query.udp(dns.message.make_query("wacht.onion.", "A"), "127.0.0.1", 0.1, port)
            return
        except (dns.exception.Timeout, OSError):
            continue
    raise TimeoutError


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[tuple[LoopbackServer, Path]]:
    if reason := why_no_unbound():
        pytest.skip(reason)
    pem = certificate(tmp_path, NAME)
    with serving_tls(LoopbackServer(NAMES), pem) as server:
        yield server, pem


def test_the_sample_forwards_over_tls_and_keeps_the_rest_to_itself(
    tmp_path: Path, upstream: tuple[LoopbackServer, Path]
) -> None:
    server, pem = upstream
    with unbound(tmp_path, server, pem) as port:
        found = SharedResolvers([Datagrams("127.0.0.1", port)]).resolve("album.example", at=AT)
        assert found[0].value == "192.0.2.1"
        assert found[0].detail("ttl") == "300"  # the clamp: the zone says 60
        asked = len(server.queries)
        for name, qtype in (("x.onion.", "A"), ("x.i2p.", "A"), ("x.eth.", "A"), ("1.2.0.192.in-addr.arpa.", "PTR"),
                            ("album.example.", "ANY")):  # fmt: skip
            dns.query.udp(dns.message.make_query(name, qtype), "127.0.0.1", 2, port)
    assert len(server.queries) == asked == 2
    assert {transport for transport, _ in server.queries} == {"dot"}
    for _, query in server.queries:
        assert not [option for option in query.options if option.otype == 8]


def test_the_sample_tells_nothing_to_a_resolver_with_a_certificate_it_does_not_trust(
    tmp_path: Path, upstream: tuple[LoopbackServer, Path]
) -> None:
    server, _ = upstream
    (tmp_path / "other").mkdir()
    with (
        unbound(tmp_path, server, certificate(tmp_path / "other", "another.example")) as port,
        pytest.raises(ResolutionFailed),
    ):
        SharedResolvers([Datagrams("127.0.0.1", port, timeout=1)]).resolve("album.example", at=AT)
    assert server.queries == []
