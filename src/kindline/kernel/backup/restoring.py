"""Restoring: into an empty folder only, and only what is whole and signed."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from kindline.kernel.backup.manifest import Damaged, Manifest, NotEmpty, Part, read
from kindline.kernel.backup.taking import LABEL, MANIFEST
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey, VerifyKey
from kindline.sealing.symmetric import decrypt_stream


def keys_named_by(source: Path) -> Path | None:
    """Where the label says that the installation's keys lay. A hint for a person, not a proof."""
    try:
        return Path(json.loads((source / LABEL).read_bytes())["keys"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore_backup(source: Path, *, data: Path, key: SealingPrivateKey, platform: VerifyKey) -> Manifest:
    """Rebuild a data folder where there was none. Damaged, with nothing left behind, when any part is not as it was.

    Files are readable by their owner only. What the backup cannot say is whether a newer one exists: a witness's
    checkpoint can (`audit verify`).
    """
    if data.exists() and any(data.iterdir()):
        raise NotEmpty(str(data))
    made = _manifest(source, key=key, platform=platform)
    with _all_or_nothing(data) as fresh:
        for part in made.parts:
            _restore_part(part, source=source, into=fresh, key=key)
    return made


def copy_keys(source: Path, *, to: Path) -> None:
    """The installation's keys beside the restored data, for their owner's eyes only."""
    if to.exists():
        raise NotEmpty(str(to))
    shutil.copytree(source, to)
    for path in (to, *to.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _manifest(source: Path, *, key: SealingPrivateKey, platform: VerifyKey) -> Manifest:
    plain = BytesIO()
    _open_sealed(source / MANIFEST, plain, key=key)
    return read(plain.getvalue(), key=platform)


@contextmanager
def _all_or_nothing(data: Path) -> Iterator[Path]:
    data.parent.mkdir(parents=True, exist_ok=True)
    fresh = data.with_name(f".{data.name}-{os.getpid()}")
    fresh.mkdir(mode=0o700)
    try:
        yield fresh
        if data.exists():
            data.rmdir()
        fresh.rename(data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _restore_part(part: Part, *, source: Path, into: Path, key: SealingPrivateKey) -> None:
    place = into / part.path
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        counting = _Hashing(target)
        _open_sealed(source / part.sealed, counting, key=key)
        target.flush()
        os.fsync(target.fileno())
    if counting.sha256 != part.sha256:
        raise Damaged(f"{part.sealed} is not the part that was saved")


class _Hashing:
    """Writes on, noting the hash of what passes."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._digest = target, hashlib.sha256()

    def write(self, block: bytes) -> int:
        self._digest.update(block)
        return self._target.write(block)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _open_sealed(path: Path, target: Any, *, key: SealingPrivateKey) -> None:
    try:
        with path.open("rb") as source:
            decrypt_stream(source, target, key=key)
    except FileNotFoundError:
        raise Damaged(f"{path.name} is missing") from None
    except SealingError as error:
        raise Damaged(f"{path.name}: {error}") from None
