"""Signed checkpoints of the log, in the text form of C2SP tlog-checkpoint and signed-note.

    origin / size / base64 root / "day YYYY-MM-DD" / empty line / "— origin base64(key hash ‖ signature)"

The day is an extension line. Further signature lines, such as a witness adds, are left alone.
Source: https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note, read as of 2025.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import date

from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SigningPrivateKey, VerifyKey

MAX_TEXT = 16 * 1024
_ED25519 = b"\x01"
_BODY = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\nday (\d{4}-\d{2}-\d{2})\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` held `size` leaves under `root` on `day`. An origin has no spaces and no plus sign."""

    origin: str
    size: int
    root: bytes
    day: date

    def body(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode("ascii")
        text = f"{self.origin}\n{self.size}\n{root}\nday {self.day.isoformat()}\n"
        if not _BODY.fullmatch(text):
            raise ValueError("a checkpoint has an origin without spaces, a size and a 32-byte root")
        return text


def sign_checkpoint(checkpoint: Checkpoint, *, key: SigningPrivateKey) -> str:
    """The checkpoint as a signed note, under the origin as key name."""
    body = checkpoint.body()
    signature = _key_hash(checkpoint.origin, key.public()) + key.sign(body.encode("utf-8"))
    return f"{body}\n— {checkpoint.origin} {base64.b64encode(signature).decode('ascii')}\n"


def parse_checkpoint(text: str, verify_key: VerifyKey) -> Checkpoint:
    """The checkpoint, if `verify_key` signed it under its origin; Tampered otherwise."""
    if len(text) > MAX_TEXT:
        raise Tampered("too long for a checkpoint")
    body, gap, signatures = text.partition("\n\n")
    body += "\n"
    match = _BODY.fullmatch(body)
    if not match or not gap or not signatures.endswith("\n"):
        raise Tampered("not a checkpoint")
    if not any(_signed(line, match[1], body, verify_key) for line in signatures.splitlines()):
        raise Tampered("not signed by the log's key")
    try:
        return Checkpoint(match[1], int(match[2]), base64.b64decode(match[3]), date.fromisoformat(match[4]))
    except ValueError:
        raise Tampered("not a checkpoint") from None


def _signed(line: str, origin: str, body: str, key: VerifyKey) -> bool:
    prefix = f"— {origin} "
    if not line.startswith(prefix):
        return False
    try:
        raw = base64.b64decode(line[len(prefix) :], validate=True)
    except (binascii.Error, ValueError):
        return False
    return raw[:4] == _key_hash(origin, key) and key.accepts(raw[4:], body.encode("utf-8"))


def _key_hash(name: str, key: VerifyKey) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + _ED25519 + key.raw).digest()[:4]
