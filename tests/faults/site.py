"""The public site as real processes behind a real socket, and people who report to it."""

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from kindline.faces.outside.browser import Browser
from tests.channels.silent_server import closed_port
from tests.faults.scene import ROOT, Scene


@contextmanager
def serving(
    scene: Scene, *, face: str = "site", port: int = 0, kill_at: str = "", largest_file: int | None = None, **more: str
) -> Iterator[Browser]:
    """A browser before a face that was just started; it is ended by SIGKILL, which must cost nobody anything."""
    port = port or closed_port()
    environment = _environment(scene, face, kill_at) | more
    site = subprocess.Popen(_command(port), env=environment, cwd=ROOT, start_new_session=True)
    try:
        _wait_for(port, site)
        if largest_file is not None:
            for pid in (site.pid, *_children(site.pid)):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        browser = Browser("127.0.0.1", port, patience=20)
        yield browser
        browser.close()
    finally:
        for pid in (*_children(site.pid), site.pid):
            _end(pid)
        site.wait(timeout=20)


def _command(port: int) -> list[str]:
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    return [sys.executable, "-m", "granian", *options, "--log-level", "critical", "kindline.faces.wsgi:application"]


def _environment(scene: Scene, face: str, kill_at: str) -> dict[str, str]:
    return os.environ | {
        "KINDLINE_DATA": str(scene.data),
        "KINDLINE_KEYS": str(scene.keys),
        "KINDLINE_FACE": face,
        "KINDLINE_KILL_AT": kill_at,
        "DJANGO_SETTINGS_MODULE": "kindline.settings.testing",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def _wait_for(port: int, site: subprocess.Popen[bytes], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and site.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the site did not come up")


def _children(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _end(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        pass
