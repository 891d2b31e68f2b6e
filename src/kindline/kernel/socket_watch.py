"""A witness inside every process of a demonstration: each destination that is ever asked for is written down (P2).

An audit hook (PEP 578) sees every connect, sendto and name look-up of this interpreter, whoever asks, and cannot be
removed. It runs only when `KINDLINE_PACKETS` names a folder and the data folder belongs to a demonstration or a test.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

ASKED = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")
_watching = False


def watch_if_asked(*, place: str, face: str) -> None:
    """Begin to write down, once a process, if this is a stage."""
    global _watching
    folder = os.environ.get("KINDLINE_PACKETS", "")
    if not folder or place not in ("demo", "testing") or _watching:
        return
    _watching = True
    book = _Book(Path(folder) / f"{face}-{os.getpid()}.jsonl")
    sys.addaudithook(book.hear)


class _Book:
    """One file a process. Lines are numbered, so that a missing one shows."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock, self._size = threading.Lock(), 0
        self._write({"event": "began", "pid": os.getpid()})

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ASKED:
            return
        target = destination(event, arguments)
        if target is not None:
            self._write({"event": event, "to": target[0], "port": target[1]})

    def _write(self, facts: dict[str, Any]) -> None:
        with self._lock:
            self._size += 1
            os.write(self._handle, json.dumps({"seq": self._size, **facts}).encode() + b"\n")


def destination(event: str, arguments: tuple[Any, ...]) -> tuple[str, int] | None:
    """Host and port of one event; nothing for local sockets without a network."""
    if event == "socket.gethostbyname":
        return str(arguments[0]), 0
    if event == "socket.getaddrinfo":
        host, port = arguments[0], arguments[1]
        return (_text(host), port if isinstance(port, int) else 0) if host else None
    address = arguments[1]
    # A path names a socket of this machine; no address at all goes on with a connection already noted.
    return (_text(address[0]), int(address[1])) if isinstance(address, tuple) else None


def _text(host: Any) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
