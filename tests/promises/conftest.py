"""The way of a report as the service's tests play it, and the sockets that were opened meanwhile."""

import sys
from collections.abc import Iterator

import pytest

from tests.services.hotline.conftest import Play, play

__all__ = ["Play", "play"]
_listeners: list[list[object]] = []
WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname")


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _listeners and event in WATCHED:
        # socket.connect and sendto: (socket, address); getaddrinfo: (host, port, …)
        to = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        for heard in _listeners:
            heard.append(to)


# An audit hook can never be taken away again; it listens only while a test wants it to.
sys.addaudithook(_hear)


@pytest.fixture
def contacts() -> Iterator[list[object]]:
    """Whom this process tried to reach, or asked the name of, while the test ran."""
    heard: list[object] = []
    _listeners.append(heard)
    yield heard
    _listeners.remove(heard)
