"""What a command needs from the machine beyond Python: as root on Debian it is installed, else said how."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDS = {
    "demo": ("chromium", "unbound"),
    "test": ("chromium", "unbound", "postgresql"),
    "faults": ("postgresql",),
    "bench resolve": ("unbound",),
}
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A package must not start its daemon on the machine: tests and demo start their own, privately.
NO_DAEMONS = Path("/usr/sbin/policy-rc.d")


def chromium() -> str | None:
    """A Chromium to drive: the system's, else the one Playwright downloaded for this user."""
    system = next(filter(None, (shutil.which(name, path=PLACES) for name in BROWSERS)), None)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return system or next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def unbound() -> str | None:
    return shutil.which("unbound", path=PLACES)


def postgresql() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = max(found, key=lambda path: int(path.parent.name), default=None)
    elsewhere = shutil.which("initdb", path=PLACES)
    return newest or (Path(elsewhere).parent if elsewhere else None)


PRESENT = {"chromium": chromium, "unbound": unbound, "postgresql": postgresql}


def provide(command: str) -> None:
    """Installs what the command needs and the machine lacks; never stops the command itself."""
    missing = [package for package in NEEDS.get(command, ()) if not PRESENT[package]()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"{', '.join(missing)} not found; some of this will be skipped. On Debian: apt install {' '.join(missing)}")
        return
    say(f"installing {', '.join(missing)} (once) …")
    with without_daemons():
        apt("update")
        done = apt("install", "-y", "--no-install-recommends", *missing)
    if done.returncode:
        say(f"apt could not install {', '.join(missing)}: {done.stderr.strip().splitlines()[-1:]}")


def apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ["apt-get", "-qq", "-o", "Acquire::http::Timeout=20", *arguments],
        env=environment,
        capture_output=True,
        text=True,
    )


@contextmanager
def without_daemons() -> Iterator[None]:
    if NO_DAEMONS.exists():
        yield
        return
    NO_DAEMONS.write_text("#!/bin/sh\nexit 101\n")
    NO_DAEMONS.chmod(0o755)
    try:
        yield
    finally:
        NO_DAEMONS.unlink()


def say(text: str) -> None:
    print(f"kindline: {text}", file=sys.stderr, flush=True)
