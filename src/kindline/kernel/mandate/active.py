"""The mandate in force: a file signed by two offline keys pinned at install, checked at start and at each seal."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kindline.kernel import clock
from kindline.kernel.mandate import files
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.reading import read
from kindline.sealing.keys import VerifyKey
from kindline.sealing.mandate_file import verify_mandate


def active() -> Mandate:
    """The mandate in force; raises Tampered when the file does not carry both pinned signatures.

    The file is stat'ed at every call, so that a mandate changed on disk is checked before anything is sealed with it.
    One that two persons agreed to applies from its moment on, in every process and to the second.
    """
    folder = f"{settings.DATA_DIR}/mandate"
    coming = files.coming(Path(folder))
    if coming and coming[1] <= clock.now():
        return _file(f"{folder}/{files.VERSIONS}/{coming[0]}.toml")
    return _file(f"{folder}/active.toml")


def _file(name: str) -> Mandate:
    status = os.stat(name)
    return _checked(name, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _checked(name: str, changed: int, size: int) -> Mandate:
    data = Path(name).read_bytes()
    return read(data, sha256=verify_mandate(data, Path(f"{name}.sig").read_bytes(), pinned_keys()))


def as_signed() -> tuple[bytes, bytes]:
    """The file in force and its signatures, as they lie there: for whoever checks them with keys pinned elsewhere."""
    folder = Path(settings.DATA_DIR) / "mandate"
    return (folder / "active.toml").read_bytes(), (folder / "active.toml.sig").read_bytes()


def pinned_keys() -> tuple[VerifyKey, VerifyKey]:
    """The two public keys pinned when the installation was made."""
    folder = Path(settings.KEYS_DIR) / "public"
    first, second = (VerifyKey.from_text((folder / f"mandate-{n}.pub").read_text()) for n in (1, 2))
    return first, second
