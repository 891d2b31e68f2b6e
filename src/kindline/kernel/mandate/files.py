"""The mandate folder: the file in force, the one to come with its moment, and every version there ever was.

active.toml, active.toml.sig        in force
coming.from                         SHA-256 and moment of the next one, once two persons agreed to it
versions/SHA256.toml, ….toml.sig    each as it was signed
"""

import os
from datetime import datetime
from hashlib import sha256 as digest
from pathlib import Path

VERSIONS = "versions"
COMING = "coming.from"


def keep(folder: Path, document: bytes, signatures: bytes) -> None:
    """Keep a signed version under its hash."""
    name = f"{digest(document).hexdigest()}.toml"
    _place(folder / VERSIONS / f"{name}.sig", signatures)
    _place(folder / VERSIONS / name, document)


def activate(folder: Path, document: bytes, signatures: bytes) -> None:
    """Make it the one in force; the one before is kept.

    The signatures of both are in place first, so that at no moment a process finds a mandate without its own.
    """
    before = _in_force(folder)
    if before[0]:
        keep(folder, *before)
    keep(folder, document, signatures)
    _place(folder / "active.toml.sig", signatures + before[1] if before[0] != document else signatures)
    _place(folder / "active.toml", document)
    _place(folder / "active.toml.sig", signatures)


def announce(folder: Path, *, sha256: str, applies_from: datetime) -> None:
    """From this moment on the kept version with this hash is in force."""
    _place(folder / COMING, f"{sha256} {applies_from.isoformat()}\n".encode())


def coming(folder: Path) -> tuple[str, datetime] | None:
    """Hash and moment of the mandate to come."""
    try:
        sha256, moment = (folder / COMING).read_text().split()
    except FileNotFoundError:
        return None
    return sha256, datetime.fromisoformat(moment)


def put_in_force(folder: Path, *, now: datetime) -> bool:
    """Make the coming mandate the active one if its moment has come; whether it did."""
    next_one = coming(folder)
    if next_one is None or next_one[1] > now:
        return False
    file = folder / VERSIONS / f"{next_one[0]}.toml"
    activate(folder, file.read_bytes(), file.with_suffix(".toml.sig").read_bytes())
    (folder / COMING).unlink(missing_ok=True)
    return True


def _in_force(folder: Path) -> tuple[bytes, bytes]:
    if not (folder / "active.toml").exists():
        return b"", b""
    return (folder / "active.toml").read_bytes(), (folder / "active.toml.sig").read_bytes()


def _place(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
