"""A network in which everything that would leave this machine falls into a hole, and is counted there.

Needs root and iproute2: a network namespace of its own with loopback, and a cable into nowhere as default route.
"""

import ipaddress
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

from kindline.faces.outside.ledger import Ledger
from kindline.faces.outside.stage import Stage

HOLE = "hole"
INSIDE = "KINDLINE_NAMESPACE"
ETHERTYPES = {0x0800: 4, 0x86DD: 6}
SETTING_UP = (
    ("link", "set", "lo", "up"),
    ("link", "add", HOLE, "type", "veth", "peer", "name", "nowhere"),
    # Nobody answers at the other end: without asking who is there, packets leave at once and are seen.
    ("link", "set", HOLE, "arp", "off"),
    ("link", "set", "nowhere", "up"),
    ("addr", "add", "10.255.255.1/24", "dev", HOLE),
    ("-6", "addr", "add", "fd00:6b:6c::1/64", "dev", HOLE, "nodad"),
    ("link", "set", HOLE, "up"),
    ("route", "add", "default", "dev", HOLE),
    ("-6", "route", "add", "default", "dev", HOLE),
)


def why_not() -> str:
    """Why no such network can be made here; empty when it can."""
    if os.geteuid() != 0:
        return "not root"
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "unshare or iproute2 missing"
    tried = subprocess.run(["unshare", "--net", "ip", *SETTING_UP[1]], capture_output=True)
    return "" if tried.returncode == 0 else "this machine allows no network namespace"


def inside(command: list[str]) -> int:
    """Run a command in a fresh network with a hole; returns its exit code. It is told to stop when we are."""
    process = subprocess.Popen(["unshare", "--net", *command], env={**os.environ, INSIDE: "yes"})
    before = {name: signal.signal(name, lambda *_: process.terminate()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        return process.wait()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def is_inside() -> bool:
    return os.environ.get(INSIDE) == "yes"


def dig() -> None:
    """Set the namespace up: loopback, and the hole as the way to everywhere."""
    for command in SETTING_UP:
        subprocess.run(["ip", *command], check=True, capture_output=True)


def watch(stage: Stage) -> None:
    """Write down every packet that falls into the hole, until told to stop."""
    # ETH_P_ALL: what leaves is seen too.
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind((HOLE, 0))
    sock.settimeout(0.2)
    book, going = Ledger(stage, "packets/wire"), [True]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: going.clear())
    book.write(event="began", pid=os.getpid())
    while going:
        try:
            frame = sock.recv(65535)
        except TimeoutError:
            continue
        flow = read_flow(frame)
        if flow:
            book.write(event="packet", **flow)
    book.write(event="ended", pid=os.getpid())


def read_flow(frame: bytes) -> dict[str, str | int] | None:
    """Who an IP packet is for; nothing for the kernel's own neighbour and group talk."""
    (kind,) = struct.unpack("!H", frame[12:14])
    packet, version = frame[14:], ETHERTYPES.get(kind)
    if version == 4:
        head, protocol, target = (packet[0] & 15) * 4, packet[9], ipaddress.ip_address(packet[16:20])
    elif version == 6:
        head, protocol, target = 40, packet[6], ipaddress.ip_address(packet[24:40])
    else:
        return None
    if target.is_multicast or target.is_link_local:
        return None
    ports = struct.unpack("!HH", packet[head : head + 4]) if protocol in (6, 17) else (0, 0)
    return {"to": str(target), "protocol": protocol, "from_port": ports[0], "port": ports[1]}


if __name__ == "__main__":
    watch(Stage(Path(sys.argv[1])))
