"""Who sends a page slowly, or never ends it, keeps nobody else waiting (P12)."""

import io
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kindline.faces.bench.measuring import processes
from kindline.faces.outside.browser import Browser
from kindline.faces.ui.waiting_room import WaitingRoom

FORM = "application/x-www-form-urlencoded"
UNFINISHED = (
    f"POST /nl/melden/waarover HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nContent-Length: 1000\r\n\r\na="
).encode()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    with processes.serving(processes.install(tmp_path), "site") as running:
        yield running.port


@pytest.mark.faults
def test_a_hundred_unfinished_pages_keep_nobody_waiting(site: int) -> None:
    slow = [socket.create_connection((processes.LOOPBACK, site)) for _ in range(100)]
    try:
        for connection in slow:
            connection.sendall(UNFINISHED)
        assert Browser(processes.LOOPBACK, site, patience=10).get("/nl/melden").status == 200
    finally:
        for connection in slow:
            connection.close()


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def enter(content: bytes, *, length: str, kind: str = FORM) -> tuple[str, bytes, bool]:
    """What is answered, and whether the body was left where it came from."""
    body, statuses = io.BytesIO(content), []
    room = WaitingRoom(echo, workers=1, longest={FORM: 10})
    environ = {"CONTENT_LENGTH": length, "CONTENT_TYPE": kind, "wsgi.input": body}
    answer = b"".join(room(environ, lambda status, headers: statuses.append(status)))
    return statuses[0], answer, environ["wsgi.input"] is body


def test_a_whole_body_goes_in_from_memory() -> None:
    assert enter(b"a=b", length="3", kind=f"{FORM}; charset=utf-8") == ("200 OK", b"a=b", False)


def test_half_a_body_is_nothing_said() -> None:
    assert enter(b"a=", length="3") == ("400 Bad Request", b"", True)


@pytest.mark.parametrize(("length", "kind"), [("11", FORM), ("", FORM), ("3", "multipart/form-data; boundary=x")])
def test_a_body_that_no_page_takes_is_not_waited_for(length: str, kind: str) -> None:
    assert enter(b"a=b", length=length, kind=kind)[2]
