"""Looking for the traces of an erased report in every live file, byte by byte: databases, logs, free pages, temp."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kindline.faces.cli.erasure.places import Place

KEY_BYTES = 32
# What we and SQLite leave in the machine's folder for passing things.
PASSING = ("kindline-*", "etilqs_*")


def live_files(place: Place) -> list[Path]:
    """Every file of the installation and its keys, and what passes through the machine's temporary folder.

    Not in it: the outside of a demonstration, for what the police keep is theirs; and the rolling copies of the keys,
    which end by their own date.
    """
    ours = [path for path in place.data.rglob("*") if "outside" not in path.relative_to(place.data).parts[:1]]
    keys = [path for path in place.keys.rglob("*") if "rolling" not in path.relative_to(place.keys).parts]
    passing = [path for name in PASSING for path in Path(tempfile.gettempdir()).glob(name)]
    return sorted({path for path in (*ours, *keys, *passing) if path.is_file()})


def found(place: Place, evidence: dict[str, Any]) -> Iterator[str]:
    """Each file that still holds a piece of what was erased, or of its keys."""
    from kindline.services.hotline.traces import found_in

    for path in live_files(place):
        data = path.read_bytes()
        if pieces := found_in(data, evidence["traces"]):
            yield f"{path.name}: {pieces} pieces"
        if "erasure" in path.parts and _holds_key(data, set(evidence["keys"])):
            yield f"{path.name}: a destroyed key"


def _holds_key(data: bytes, digests: set[str]) -> bool:
    """A key has no piece that could be shown, so every place of the small file that could be one is hashed."""
    places = range(len(data) - KEY_BYTES + 1)
    return any(hashlib.sha256(data[at : at + KEY_BYTES]).hexdigest() in digests for at in places if data[at])
