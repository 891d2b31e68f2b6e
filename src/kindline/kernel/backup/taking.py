"""Taking a backup: both databases as of one moment and what lies beside them, each part sealed as it is written."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from kindline.kernel import clock
from kindline.kernel.backup.manifest import FORM, Manifest, NotEmpty, Part
from kindline.kernel.backup.snapshot import ORDER, snapshot
from kindline.sealing.keys import SealingPublicKey, SigningPrivateKey
from kindline.sealing.symmetric import encrypt_stream

MANIFEST, LABEL = "manifest.knds", "label.json"
# The people outside are no part of an installation. In a demonstration they are, or its journey could not be recounted.
OUTSIDE, DEMO = "outside", "demo"


def take_backup(
    data: Path,
    *,
    keys: Path,
    databases: Mapping[str, Path],
    to: Path,
    recipient: SealingPublicKey,
    signer: SigningPrivateKey,
    prepare: Callable[[Path], None] = lambda _: None,
) -> Manifest:
    """Write a sealed backup of a running installation into an empty folder. No key goes with it.

    The plain snapshot lies beside the databases while it is sealed, never on the backup's disk. `prepare` gets its copy
    of the public database first: what lies bare there for a moment must not lie bare in a backup for years (P8).
    """
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(to.iterdir()):
        raise NotEmpty(str(to))
    demo = (data / DEMO).exists()
    with TemporaryDirectory(dir=data, prefix=".backup-") as scratch:
        snapshot(databases, to=Path(scratch))
        prepare(Path(scratch) / "intake.sqlite3")
        plain = {f"{alias}.sqlite3": Path(scratch) / f"{alias}.sqlite3" for alias in ORDER}
        plain |= dict(_beside(data, demo=demo, but=set(databases.values())))
        parts = tuple(
            _seal_part(file, path=path, to=to / f"{number}.knds", recipient=recipient)
            for number, (path, file) in enumerate(sorted(plain.items()), start=1)
        )
    made = Manifest(day=clock.today().isoformat(), demo=demo, keys=str(keys), parts=parts)
    _write_manifest(made.signed(signer), to=to, recipient=recipient)
    # In the clear, so that one knows which key to fetch from the safe. Nothing here is believed.
    label = {"form": FORM, "day": made.day, "sealed_to": recipient.key_id, "keys": made.keys}
    with _private(to / LABEL) as target:
        target.write(json.dumps(label).encode() + b"\n")
    return made


def _beside(data: Path, *, demo: bool, but: set[Path]) -> Iterator[tuple[str, Path]]:
    """The mandate and whatever else lies in the data folder, save the databases and, in real life, the outside."""
    for file in sorted(data.rglob("*")):
        path = file.relative_to(data)
        database = any(str(file) in (str(base), f"{base}-wal", f"{base}-shm") for base in but)
        unfinished = any(part.startswith(".") for part in path.parts)
        left_out = database or unfinished or (path.parts[0] == OUTSIDE and not demo)
        if not left_out and file.is_file() and not file.is_symlink():
            yield path.as_posix(), file


class _Counting:
    """Reads on, noting size and hash of what passes."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._digest.update(block)
        self.size += len(block)
        return block

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _seal_part(file: Path, *, path: str, to: Path, recipient: SealingPublicKey) -> Part:
    with file.open("rb") as source, _private(to) as target:
        counting: Any = _Counting(source)
        encrypt_stream(counting, target, recipient=recipient)
        _keep(target)
    return Part(path=path, sealed=to.name, size=counting.size, sha256=counting.sha256)


def _write_manifest(document: bytes, *, to: Path, recipient: SealingPublicKey) -> None:
    """Last, so that a backup that was cut short has none and is seen to be no backup."""
    with _private(to / MANIFEST) as target:
        encrypt_stream(BytesIO(document), target, recipient=recipient)
        _keep(target)


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _keep(target: BinaryIO) -> None:
    target.flush()
    os.fsync(target.fileno())
