"""The servers of a bench of resolving, on loopback: name servers, and a real unbound that forwards to one of them."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kindline.faces.outside.script import EXAMPLES

LOOPBACK = "127.0.0.1"
NAME = "resolver.example"
SAMPLE = EXAMPLES / "resolver" / "unbound.conf"
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/bin"
PATIENCE = 10
# The sample's own lines that name its surroundings; everything else in it is run as written.
SURROUNDINGS = ("interface:", "tls-cert-bundle:", "forward-tls-upstream:", "forward-addr:")


@dataclass(frozen=True)
class Unbound:
    port: int
    tls_port: int
    ca_file: str


@contextmanager
def name_server(folder: Path, name: str, *, liar: bool = False) -> Iterator[tuple[int, Path]]:
    """A name server of its own process; its port, and the book that is written at its end."""
    port, book = free_port(), folder / f"{name}.heard"
    command = [sys.executable, "-m", "kindline.faces.bench.measuring.authority", str(port), str(book)]
    with subprocess.Popen([*command, *(["liar"] if liar else [])], stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout and child.stdout.readline() == b"ready\n"
            yield port, book
        finally:
            child.terminate()


def why_no_unbound() -> str:
    """Why a real unbound cannot be measured here; empty when it can."""
    missing = [name for name in ("unbound", "openssl") if not shutil.which(name, path=PLACES)]
    return f"{' and '.join(missing)} not found" if missing else ""


@contextmanager
def unbound(folder: Path, *, upstream: int) -> Iterator[Unbound]:
    """The sample configuration, forwarding to a port on loopback; asked by datagram or over TLS."""
    made = Unbound(free_port(), free_port(), str(_certificate(folder)))
    file = folder / "unbound.conf"
    file.write_text(configuration(SAMPLE.read_text(), made, upstream=upstream, folder=folder))
    program = shutil.which("unbound", path=PLACES) or "unbound"
    with subprocess.Popen([program, "-d", "-p", "-c", str(file)], stderr=subprocess.PIPE) as child:
        try:
            _wait(child, made.tls_port)
            yield made
        finally:
            child.terminate()


def configuration(sample: str, made: Unbound, *, upstream: int, folder: Path) -> str:
    """The sample with its surroundings replaced: ports, a certificate to serve with, and loopback to forward to."""
    kept = [line for line in sample.splitlines() if not line.strip().startswith(SURROUNDINGS)]
    server = f"""server:
    interface: {LOOPBACK}@{made.port}
    interface: {LOOPBACK}@{made.tls_port}
    tls-port: {made.tls_port}
    tls-service-key: {made.ca_file}
    tls-service-pem: {made.ca_file}
    incoming-num-tcp: 64
    do-not-query-localhost: no
    local-zone: "test." nodefault
    directory: {folder}
    chroot: ""
    username: ""
"""
    return server + "\n".join(kept) + f"\n    forward-addr: {LOOPBACK}@{upstream}\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def silence() -> Iterator[int]:
    """A port where everything is heard and nothing answered."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((LOOPBACK, 0))
        yield int(sock.getsockname()[1])


def _certificate(folder: Path) -> Path:
    """Key and certificate in one file, by openssl: no face may touch cryptography itself."""
    key, made, both = folder / "key.pem", folder / "certificate.pem", folder / "resolver.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_bytes(made.read_bytes() + key.read_bytes())
    return both


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(PATIENCE * 20):
        if child.poll() is not None:
            raise RuntimeError(f"unbound ended: {child.stderr.read().decode() if child.stderr else ''}")
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("unbound does not listen")
