"""The mandate in force: a file signed by two offline keys pinned at install, checked at start and at each seal."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.reading import read
from kindline.sealing.keys import VerifyKey
from kindline.sealing.mandate_file import verify_mandate


def active() -> Mandate:
    """The mandate in force; raises Tampered when the file does not carry both pinned signatures.

    The file is stat'ed at every call, so that a mandate changed on disk is checked before anything is sealed with it.
    """
    folder = f"{settings.DATA_DIR}/mandate"
    status = os.stat(f"{folder}/active.toml")
    return _checked(folder, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _checked(name: str, changed: int, size: int) -> Mandate:
    folder = Path(name)
    data = (folder / "active.toml").read_bytes()
    return read(data, sha256=verify_mandate(data, (folder / "active.toml.sig").read_bytes(), pinned_keys()))


def as_signed() -> tuple[bytes, bytes]:
    """The file in force and its signatures, as they lie there: for whoever checks them with keys pinned elsewhere."""
    folder = Path(settings.DATA_DIR) / "mandate"
    return (folder / "active.toml").read_bytes(), (folder / "active.toml.sig").read_bytes()


def pinned_keys() -> tuple[VerifyKey, VerifyKey]:
    """The two public keys pinned when the installation was made."""
    folder = Path(settings.KEYS_DIR) / "public"
    first, second = (VerifyKey.from_text((folder / f"mandate-{n}.pub").read_text()) for n in (1, 2))
    return first, second
