"""The list of what a backup holds, with the hash of every file, signed by the platform."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from kindline.sealing.keys import SigningPrivateKey, VerifyKey

FORM = "kindline/backup/1"
_LABEL = b"kindline/backup/1\n"


class Damaged(ValueError):
    """This backup is not whole or not as it was made. Says which part, never what is in it."""


class NotEmpty(FileExistsError):
    """The folder holds something already; nothing is ever overwritten."""


@dataclass(frozen=True)
class Part:
    """One file of the data folder: its place there, its sealed name here, its plain size and hash."""

    path: str
    sealed: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What was saved, when, of which installation. `keys` is where its key folder lay: the keys are not in here."""

    day: str
    demo: bool
    keys: str
    parts: tuple[Part, ...]

    def signed(self, key: SigningPrivateKey) -> bytes:
        """The manifest's own bytes, after one line with the signature over them."""
        body = json.dumps(asdict(self) | {"form": FORM}, sort_keys=True).encode()
        return key.sign(_LABEL + body).hex().encode() + b"\n" + body


def read(document: bytes, *, key: VerifyKey) -> Manifest:
    """The manifest, if the platform signed it; Damaged otherwise."""
    signature, _, body = document.partition(b"\n")
    try:
        if not key.accepts(bytes.fromhex(signature.decode()), _LABEL + body):
            raise ValueError
        return _parsed(json.loads(body))
    except (ValueError, KeyError, TypeError):
        raise Damaged("the manifest is not one of this platform") from None


def _parsed(facts: Mapping[str, Any]) -> Manifest:
    parts = tuple(Part(**part) for part in facts["parts"])
    stray = any(not _inside(part.path) or PurePosixPath(part.sealed).name != part.sealed for part in parts)
    if stray or facts["form"] != FORM:
        raise ValueError
    return Manifest(day=facts["day"], demo=facts["demo"], keys=facts["keys"], parts=parts)


def _inside(path: str) -> bool:
    """A part lands inside the new folder and nowhere else, whoever signed the list."""
    pure = PurePosixPath(path)
    return bool(path) and not pure.is_absolute() and ".." not in pure.parts
