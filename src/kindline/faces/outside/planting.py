"""A planted contact: proof that the witnesses would have seen one (every "never" has a canary)."""

import os
import subprocess
import sys
import time

from kindline.faces.outside import black_hole, processes
from kindline.faces.outside.stage import Stage
from kindline.faces.outside.witness import Witness
from kindline.provenance.address import Locator, parse
from kindline.provenance.ip import read_ip

# Runs as the worker does: the same start, the same hook; then one attempt that a worker must never make.
CONTACT = """
import socket, sys
from kindline.faces.cli import place
place.wake(sys.argv[1], face="worker")
with socket.socket() as sock:
    sock.settimeout(0.5)
    try:
        sock.connect((sys.argv[2], 80))
    except OSError:
        pass
"""


class NothingToContact(Exception):
    """The demonstration holds no reported address that is a documentation address."""


def contact_a_reported_host(stage: Stage) -> str:
    """Let a worker's process try to reach one reported documentation address; returns it."""
    target = _reported_ip(stage)
    watching = None
    if black_hole.is_inside():
        black_hole.dig()
        watching = _start(stage, "-m", "kindline.faces.outside.black_hole", str(stage.data))
        time.sleep(1)
    _start(stage, "-c", CONTACT, str(stage.data), target).wait(60)
    if watching:
        time.sleep(0.5)
        watching.terminate()
        watching.wait(10)
    return target


def _reported_ip(stage: Stage) -> str:
    for content in Witness(stage).addresses.values():
        parsed = parse(content.get("canonical") or "")
        if isinstance(parsed, Locator) and parsed.ip and ":" not in parsed.ip and read_ip(parsed.ip):
            return parsed.ip
    raise NothingToContact


def _start(stage: Stage, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], env={**os.environ, **processes.environment(stage)})
