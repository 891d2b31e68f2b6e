"""The witness inside a process: every destination, whoever asked for it, and silence unless this is a stage."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ASKS = """
import socket, sys
from kindline.kernel.socket_watch import watch_if_asked
watch_if_asked(place=sys.argv[1], face="worker")
with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket(socket.AF_UNIX) as local:
    tcp.connect(("127.0.0.1", int(sys.argv[2])))
    udp.sendto(b"x", ("127.0.0.1", 9))
    try:
        local.connect("/nowhere")
    except OSError:
        pass
try:
    socket.getaddrinfo("album.test", 80)
except OSError:
    pass
"""


def asked(folder: Path, place: str) -> list[dict[str, object]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        env = {**os.environ, "KINDLINE_PACKETS": str(folder)}
        subprocess.run([sys.executable, "-c", ASKS, place, str(port)], env=env, check=True, timeout=60)
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]


def test_every_destination_is_written_down_and_numbered(tmp_path: Path) -> None:
    rows = asked(tmp_path, "demo")
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    to = [(row["event"], row["to"]) for row in rows if "to" in row]
    assert to == [
        ("socket.connect", "127.0.0.1"),
        ("socket.sendto", "127.0.0.1"),
        ("socket.getaddrinfo", "album.test"),
    ]


@pytest.mark.parametrize("place", ["embedded", "server"])
def test_a_real_installation_writes_no_such_book(tmp_path: Path, place: str) -> None:
    assert asked(tmp_path, place) == []
