"""The thief who also has the platform's keys: everything that these open is opened."""

import base64
import json
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy2
from typing import Any
from uuid import UUID

from kindline.faces.outside.providers import CODE
from kindline.faces.outside.stage import Stage
from kindline.sealing.box import open_box
from kindline.sealing.codes import tidy
from kindline.sealing.envelope import Envelope
from kindline.sealing.erasable import KeyGone, is_locked, unlock
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey, SecretBytes
from kindline.sealing.symmetric import key_from_code, unwrap

CODE_CHARS = 24


class Keyring:
    """Every private key in `DATA.keys`, tried on everything it could fit."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        texts = [path.read_text().strip() for path in sorted(stage.keys.rglob("*.key"))]
        self.opening = [SealingPrivateKey.from_text(t) for t in texts if t.startswith(SealingPrivateKey.PREFIX)]
        self.secret = [SecretBytes.from_text(t) for t in texts if not re.match(r"kindline-(x25519|ed25519)-", t)]
        self.erasable = erasable_keys(stage.keys)

    def opened(self) -> Iterator[tuple[str, bytes]]:
        """What it was, and what it says."""
        with tempfile.TemporaryDirectory(prefix="kindline-keys-") as scratch:
            core, intake = (_copy(self.stage.data, name, Path(scratch)) for name in ("core", "intake"))
            with closing(core), closing(intake):
                yield from self._wrapped(core)
                yield from self._boxes(core, intake)
                yield from self._notices(core)
                yield from self._envelopes(core, intake)

    def _wrapped(self, core: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
        questions = (
            ("released address", "SELECT address_id, sealed, wrapped_key FROM hotline_released"),
            ("evidence", "SELECT address_id, claims_sealed, claims_key FROM hotline_decision"),
        )
        for what, question in questions:
            for key, sealed, wrapped in core.execute(question):
                for wrapping in self.secret:
                    plain = _try(_unwrap_twice, wrapping, sealed, self._bare(wrapped), UUID(key).bytes)
                    if plain:
                        yield what, plain

    def _boxes(self, core: sqlite3.Connection, intake: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
        orders = "SELECT o.box, a.envelope FROM hotline_releaseorder o JOIN hotline_address a ON a.id = o.address_id"
        for box, envelope in core.execute(orders):
            yield from self._box("release", box, b"release:" + envelope.encode())
        for (body,) in core.execute("SELECT sealed_body FROM outbox_parcel WHERE channel = 'mail'"):
            yield from self._box("mail", body, b"mail")
        for key, factor in core.execute("SELECT id, factor FROM directory_provider WHERE factor IS NOT NULL"):
            yield from self._box("second factor", factor, b"factor:" + UUID(key).bytes)
        for key, sealed in intake.execute("SELECT id, for_staff FROM intake_message"):
            yield from self._box("message", sealed, b"mailbox:" + UUID(key).bytes)
        for key, sealed in intake.execute("SELECT id, blind FROM intake_envelope WHERE blind IS NOT NULL"):
            yield from self._box("blinded hash", sealed, b"blind:" + UUID(key).bytes)

    def _box(self, what: str, sealed: bytes, info: bytes) -> Iterator[tuple[str, bytes]]:
        for key in self.opening:
            try:
                yield what, open_box(self._bare(sealed), key=key, info=info)
                return
            except SealingError:
                continue

    def _notices(self, core: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
        """A letter that announced a notice holds the code that opens it."""
        bodies = core.execute("SELECT sealed_body FROM outbox_parcel WHERE kind = 'notice'").fetchall()
        letters = [text.decode() for (body,) in bodies for _, text in self._box("mail", body, b"mail")]
        codes = [tidy(code, length=CODE_CHARS) for text in letters for code in CODE.findall(text)]
        for key, number, sealed in core.execute("SELECT id, number, sealed FROM hotline_notice"):
            for code in codes:
                plain = _try(unwrap, key_from_code(code, UUID(key).bytes), self._bare(sealed), number.encode())
                if plain:
                    yield "notice", plain

    def _envelopes(self, core: sqlite3.Connection, intake: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
        """None of these keys is a recipient; if one were, that alone would be the find."""
        mine = {key.key_id for key in self.opening}
        parcels = core.execute("SELECT sealed_body FROM outbox_parcel WHERE channel = 'pickup' AND sealed_body <> x''")
        waiting = [sealed for (sealed,) in intake.execute("SELECT sealed FROM intake_envelope WHERE NOT admitted")]
        for sealed in (*waiting, *(one for (body,) in parcels for one in _inside(self._bare(body)))):
            if mine & set(Envelope.from_bytes(sealed).header.recipients):
                raise AssertionError("an envelope is sealed to a key of the platform")
        return iter(())

    def _bare(self, stored: bytes) -> bytes:
        """What lies under erasable keys, as long as these exist."""
        try:
            return unlock(stored, self.erasable) if is_locked(stored) else stored
        except KeyGone:
            return b""


def erasable_keys(keys: Path) -> dict[UUID, SecretBytes]:
    """Every erasable key in this key folder."""
    path = keys / "erasure" / "keys.sqlite3"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as store:
        return {UUID(bytes=name): SecretBytes(raw) for name, raw in store.execute("SELECT name, secret FROM key")}


def _inside(body: bytes) -> list[bytes]:
    return [base64.b64decode(entry["sealed"]) for entry in json.loads(body)["envelopes"]] if body else []


def _unwrap_twice(wrapping: SecretBytes, sealed: bytes, wrapped: bytes, address: bytes) -> bytes:
    own = SecretBytes(unwrap(wrapping, wrapped, b"released-key" + address))
    return unwrap(own, sealed, b"released" + address)


def _try(work: Any, *arguments: Any) -> bytes:
    try:
        return bytes(work(*arguments))
    except (SealingError, ValueError):
        return b""


def _copy(data: Path, name: str, scratch: Path) -> sqlite3.Connection:
    for suffix in ("", "-wal"):
        source = data / f"{name}.sqlite3{suffix}"
        if source.exists():
            copy2(source, scratch / source.name)
    return sqlite3.connect(scratch / f"{name}.sqlite3")
