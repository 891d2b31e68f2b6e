"""Runs a command where whatever would leave this machine is caught, and prints the destinations as JSON.

`wire`: in a network of its own, as root; every packet that leaves loopback falls into a hole and is read there.
`hook`: an audit hook (PEP 578) in the one interpreter, for those who are not root.
"""

import json
import runpy
import socket
import subprocess
import sys
import threading
from ipaddress import ip_address

from kindline.faces.outside import black_hole
from kindline.kernel.socket_watch import ASKED, destination


def wire(command: list[str]) -> tuple[int, list[str]]:
    black_hole.dig()
    caught: list[str] = []
    over = threading.Event()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as sock:
        sock.bind((black_hole.HOLE, 0))
        sock.settimeout(0.2)
        reader = threading.Thread(target=_read, args=(sock, caught, over))
        reader.start()
        status = subprocess.run(command, stdout=sys.stderr).returncode
        threading.Event().wait(0.3)
        over.set()
        reader.join()
    return status, caught


def _read(sock: socket.socket, caught: list[str], over: threading.Event) -> None:
    while not over.is_set():
        try:
            flow = black_hole.read_flow(sock.recv(65_535))
        except TimeoutError:
            continue
        if flow:
            caught.append(f"{flow['to']}:{flow['port']}")


def hook(command: list[str]) -> tuple[int, list[str]]:
    caught: list[str] = []

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        target = destination(event, arguments) if event in ASKED else None
        if target and not _is_here(target[0]):
            caught.append(f"{target[0]}:{target[1]}")

    sys.addaudithook(hear)
    # The command is this interpreter with `-m module …`; it runs in here, where the hook hears it.
    sys.argv = command[2:]
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        runpy.run_module(command[2], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return int(end.code or 0), caught
    finally:
        sys.stdout = output
    return 0, caught


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")


if __name__ == "__main__":
    status, caught = {"wire": wire, "hook": hook}[sys.argv[1]](sys.argv[2:])
    print(json.dumps({"status": status, "caught": caught}))
