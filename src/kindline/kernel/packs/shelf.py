"""The shelf of packs in a data folder: `packs/<id>/` for each, and `packs/current` naming the one in use."""

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

from kindline.kernel.packs.signing import SIGNATURE, NotSigned, is_demonstration_key, signer_of
from kindline.provenance.pack import Manifest, Pack
from kindline.provenance.pack.manifest import NAME, read_manifest
from kindline.provenance.pack.pack import SHIPPED
from kindline.sealing.keys import KeyId, VerifyKey

FOLDER, CURRENT = "packs", "current"
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


class NoSuchPack(LookupError):
    """Neither shipped with the code nor on this installation's shelf."""


class Guarded(ValueError):
    """The guards refuse this pack as a successor; each sentence says why."""


@dataclass(frozen=True)
class Imported:
    pack_id: str
    replaced: str
    signer: KeyId
    fresh: bool


def folder_of(name: str, *, data: Path) -> Path:
    """Where a pack lies. `name` is a shipped pack, an imported pack's id, or empty for the one in use here."""
    name = name or current(data) or "synthetic"
    shelf = data / FOLDER / name
    if _ID.fullmatch(name) and (shelf / NAME).exists():
        return shelf
    for shipped in SHIPPED:
        folder = Path(str(files("kindline.provenance") / "packs" / shipped))
        if name == shipped or (folder / NAME).exists() and read_manifest((folder / NAME).read_bytes()).pack_id == name:
            return folder
    raise NoSuchPack(name)


def current(data: Path) -> str:
    """The id of the pack imported last; empty when none was."""
    try:
        return (data / FOLDER / CURRENT).read_text().strip()
    except OSError:
        return ""


def take_in(folder: Path, *, data: Path, keys: Iterable[VerifyKey], despite_guards: bool = False) -> Imported:
    """Copy a pack onto the shelf and make it the one in use: all of it or nothing, and the old one stays.

    Raises NotSigned, Tampered, PackDamaged or Guarded. What is checked is the copy, so nothing can change in between.
    """
    shelf = data / FOLDER
    shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
    incoming = Path(mkdtemp(prefix=".incoming-", dir=shelf))
    try:
        manifest = _copy(folder, incoming)
        signer = signer_of(incoming, keys=keys)
        if is_demonstration_key(signer) and _works_on_cases(data):
            raise Guarded("signed by the key everybody has: not for an installation that works on cases")
        Pack.load(incoming)
        before = current(data)
        refused = _refused(manifest, before, data=data)
        if refused and not despite_guards:
            raise Guarded("; ".join(refused))
        fresh = not (shelf / manifest.pack_id).exists()
        if fresh:
            incoming.replace(shelf / manifest.pack_id)
            _sync(shelf)
        _use(shelf, manifest.pack_id)
        return Imported(manifest.pack_id, before, signer, fresh)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _works_on_cases(data: Path) -> bool:
    return (data / "mandate" / "active.toml").exists() and not (data / "demo").exists()


def _copy(folder: Path, incoming: Path) -> Manifest:
    octets = (folder / NAME).read_bytes()
    manifest = read_manifest(octets)
    if not _ID.fullmatch(manifest.pack_id) or manifest.pack_id in (*SHIPPED, CURRENT):
        raise Guarded("a pack's id is its series, day and hash")
    if not (folder / SIGNATURE).exists():
        raise NotSigned("the pack carries no signature")
    for name in (SIGNATURE, *manifest.tables):
        if Path(name).name != name:
            raise Guarded("a table outside the pack")
        _write(incoming / name, (folder / name).read_bytes())
    _write(incoming / NAME, octets)
    return manifest


def _refused(manifest: Manifest, before: str, *, data: Path) -> list[str]:
    """Why the pack may not follow the one in use; packs of another series are not compared."""
    if not before or before == manifest.pack_id:
        return []
    last = read_manifest((folder_of(before, data=data) / NAME).read_bytes())
    if last.series != manifest.series:
        return []
    refused = [
        f"{name}: {manifest.tables[name].rows if name in manifest.tables else 0} rows after {table.rows}"
        for name, table in last.tables.items()
        if not _believed(table.min_rows, manifest.tables[name].rows if name in manifest.tables else 0, table.max_rows)
    ]
    if last.as_of and manifest.as_of and manifest.as_of < last.as_of:
        refused.append(f"older than the pack in use: {manifest.as_of} after {last.as_of}")
    return refused


def _believed(least: int, rows: int, most: int) -> bool:
    return rows >= least and (not most or rows <= most)


def _use(shelf: Path, pack_id: str) -> None:
    _write(shelf / f".{CURRENT}", pack_id.encode() + b"\n")
    (shelf / f".{CURRENT}").replace(shelf / CURRENT)
    _sync(shelf)


def _write(path: Path, octets: bytes) -> None:
    with path.open("wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
