"""Real faces of a fresh installation, as an operator starts them, and what each uses."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from kindline.faces.outside.browser import Browser
from kindline.kernel import installing
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey

KINDLINE = [sys.executable, "-m", "kindline.faces.cli"]
LOOPBACK = "127.0.0.1"
PATIENCE = 30
IDLE = 0.05
LONG_VALID = "2099-12-31"


def install(folder: Path, *, officer: SigningPrivateKey | None = None) -> Path:
    """An installation whose police exist for this measurement only; returns its data folder."""
    signers = SigningPrivateKey.generate(), SigningPrivateKey.generate()
    mandate = folder / "mandate.toml"
    mandate.write_bytes(_mandate(officer or SigningPrivateKey.generate()))
    Path(f"{mandate}.sig").write_bytes(installing.sign_by_both(mandate.read_bytes(), *signers))
    pinned = [folder / "first.pub", folder / "second.pub"]
    for path, signer in zip(pinned, signers, strict=True):
        path.write_text(signer.public().to_text())
    command("install", "--data", folder / "data", "--mandate", mandate, "--pinned", *pinned)
    return folder / "data"


def command(*words: str | Path) -> None:
    """One command of the terminal, which must succeed."""
    subprocess.run([*KINDLINE, *words], check=True, stdout=subprocess.DEVNULL)


def _mandate(officer: SigningPrivateKey) -> bytes:
    template = min(path.stem for path in installing.TEMPLATES.glob("relay-*.toml"))
    keys = [(role, SealingPrivateKey.generate().public(), LONG_VALID) for role in ("duty", "reserve")]
    officers = [("A. Officer", officer.public())]
    police = installing.authority_tables(name="Police", mailbox="duty@police.example", keys=keys, officers=officers)
    return installing.compose_mandate(template, police)


@dataclass(frozen=True)
class Running:
    """One face, with every process it started."""

    root: psutil.Process
    port: int
    host: str = LOOPBACK

    def tree(self) -> list[psutil.Process]:
        return [self.root, *self.root.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Processor seconds of the whole tree, user and system."""
        return sum(times.user + times.system for times in (process.cpu_times() for process in self.tree()))

    def pss_mb(self) -> float:
        """Memory of the whole tree, shared pages counted in proportion."""
        return sum(process.memory_full_info().pss for process in self.tree()) / 1e6

    def settle(self) -> None:
        """Waits until it has loaded what it needs: half a second with hardly any work, or patience's end."""
        for _ in range(PATIENCE * 2):
            before = self.cpu_seconds()
            time.sleep(0.5)
            if self.cpu_seconds() - before < IDLE:
                return

    def kill(self) -> None:
        """kill -9 for all of it, at once."""
        for process in self.tree():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)


@contextmanager
def serving(data: Path, face: str, *, host: str = LOOPBACK) -> Iterator[Running]:
    """`./kindline serve --face …`, answering; the worker answers nobody and is only started."""
    port = _free_port(host)
    words = ["worker"] if face == "worker" else ["serve", "--face", face, "--host", host, "--port", str(port)]
    child = subprocess.Popen([*KINDLINE, *words, "--data", data], stdout=subprocess.DEVNULL)
    running = Running(psutil.Process(child.pid), port, host)
    try:
        if face != "worker":
            _wait(child, host, port)
        yield running
    finally:
        if child.poll() is None:
            child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)
        if child.poll() is None:
            running.kill()


def _wait(child: subprocess.Popen[bytes], host: str, port: int) -> None:
    for _ in range(PATIENCE * 20):
        if child.poll() is not None:
            raise RuntimeError(f"ended with {child.returncode} instead of serving")
        with suppress(OSError):
            Browser(host, port).get("/")
            return
        time.sleep(0.05)
    raise TimeoutError("does not listen")


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
