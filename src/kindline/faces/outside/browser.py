"""A browser without script or cookie jar: one kept connection, and of each page only what its form needs."""

import html
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
ACTION = re.compile(r'<form method="post" action="([^"]*)"')
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END_OF_HEAD = b"\r\n\r\n"


class ConnectionGone(ConnectionError):
    """The server closed before it had answered."""


@dataclass(frozen=True)
class Page:
    """One answer; its text is not shown in logs."""

    status: int
    text: str = field(repr=False)

    @cached_property
    def hidden(self) -> dict[str, str]:
        """What the page carries for its own form, by field."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.text)}

    @property
    def action(self) -> str:
        """Where the form is sent; empty when there is none."""
        found = ACTION.search(self.text)
        return html.unescape(found[1]) if found else ""


class Browser:
    """HTTP/1.1 over one connection, as cheap as it gets, so that measuring with it measures the server."""

    def __init__(self, host: str, port: int, *, patience: float = 60, cookie: str = "") -> None:
        self._at, self._patience = (host, port), patience
        self._common = f"Host: {host}:{port}\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
        self._own = f"{self._common}Origin: http://{host}:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        self._socket: socket.socket | None = None

    def get(self, path: str) -> Page:
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._common}\r\n".encode())

    def post(self, path: str, fields: Mapping[str, str]) -> Page:
        return self.post_body(path, urlencode(fields).encode(), kind="application/x-www-form-urlencoded")

    def post_body(self, path: str, body: bytes, *, kind: str) -> Page:
        head = f"POST {path} HTTP/1.1\r\n{self._own}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return self._ask(head.encode() + body)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def _ask(self, request: bytes) -> Page:
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._at, timeout=self._patience)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return self._answer(self._socket)
        except OSError:
            self.close()
            raise

    def _answer(self, connection: socket.socket) -> Page:
        got = b""
        while (end := got.find(END_OF_HEAD)) < 0:
            got += _some(connection)
        length = LENGTH.search(got, 0, end)
        if length is None:
            raise ConnectionGone("an answer without a length")
        whole = end + len(END_OF_HEAD) + int(length[1])
        while len(got) < whole:
            got += _some(connection)
        return Page(int(got[9:12]), got[end + len(END_OF_HEAD) : whole].decode())


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionGone("closed before the answer was whole")
    return received
