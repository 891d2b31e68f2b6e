"""One POST to one address that was checked beforehand: no redirect, no proxy, no private network."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException  # noqa: TID251 - a channel is where connections are opened

from kindline.channels.webhook.door import Door
from kindline.kernel.outbox.channels import Later, Never
from kindline.kernel.outbox.time_limit import time_limit

STEP_SECONDS = 10


def post(door: Door, *, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
    """The status a receiver answered with. What else it says is not read."""
    address = _address_of(door)
    try:
        with _connected(address, door) as sock, time_limit(seconds, lambda: _cut(sock)):
            return _converse(sock, door, body, headers)
    except ssl.SSLError:
        raise Later("tls-failed") from None
    except (OSError, HTTPException) as error:
        raise Later(f"cut-off:{type(error).__name__}") from None


def _converse(sock: socket.socket, door: Door, body: bytes, headers: Mapping[str, str]) -> int:
    talk = HTTPConnection(door.host, door.port)
    # Connected already, to the address that was checked: the name is not looked up a second time.
    talk.sock = sock
    talk.request("POST", door.path, body=body, headers={**headers, "Connection": "close"})
    return talk.getresponse().status


def _connected(address: str, door: Door) -> socket.socket:
    try:
        sock = socket.create_connection((address, door.port), timeout=STEP_SECONDS)
    except OSError as error:
        raise Later(f"unreachable:{type(error).__name__}") from None
    if not door.tls:
        return sock
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=door.host)
    except BaseException:
        sock.close()
        raise


def _address_of(door: Door) -> str:
    try:
        found = socket.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Later("name-not-found") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not door.loopback and not all(_is_public(address) for address in addresses):
        raise Never("private-network")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
