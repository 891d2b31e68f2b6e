"""What somebody with every key could read of one report, tried on the rows themselves and not through our verbs."""

import base64
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

from kindline.faces.cli.erasure.places import Place
from kindline.sealing.envelope import Envelope, open_envelope
from kindline.sealing.erasable import is_locked, unlock
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey, SecretBytes, VerifyKey
from kindline.sealing.symmetric import unwrap

ABOUT = "(SELECT ? UNION SELECT id FROM hotline_address WHERE report_id = ?)"
BODIES = f"SELECT sealed_body FROM outbox_parcel WHERE channel = 'pickup' AND subject IN {ABOUT}"
WRAPPED = (
    f"SELECT address_id, sealed, wrapped_key FROM hotline_released WHERE address_id IN {ABOUT}",
    f"SELECT address_id, claims_sealed, claims_key FROM hotline_decision WHERE address_id IN {ABOUT}",
)
WAITING = "SELECT sealed FROM intake_envelope WHERE report_id = ?"


class Reader:
    """Somebody with the data, every key of the platform in `place.keys`, and the police's."""

    def __init__(self, place: Place, police: Collection[SealingPrivateKey], *, erasable: Path | None = None) -> None:
        self.place, self.police = place, police
        self.erasable = erasable_keys(erasable or place.keys / "erasure" / "keys.sqlite3")
        public = place.keys / "public"
        self.senders = [VerifyKey.from_text((public / f"{name}.pub").read_text()) for name in ("site", "platform")]
        self.wrapping = SecretBytes.from_text((place.keys / "worker" / "wrapping.key").read_text().strip())

    def reached(self, report: UUID) -> list[Envelope]:
        """The sealed envelopes of a report: the police's keys are all that is still needed."""
        return [Envelope.from_bytes(sealed) for sealed in self._sealed(report)]

    def opened(self, report: UUID) -> int:
        """How many envelopes of a report the police's keys open."""
        return sum(self._opens(envelope) for envelope in self.reached(report))

    def unwrapped(self, report: UUID) -> int:
        """How many released addresses and claims of a report the platform's own keys open."""
        rows = [row for question in WRAPPED for row in self._rows("core", question, report, report)]
        return sum(self._unwraps(*row) for row in rows)

    def _sealed(self, report: UUID) -> Iterator[bytes]:
        for (body,) in self._rows("core", BODIES, report, report):
            if bare := self._bare(body):
                yield from (base64.b64decode(entry["sealed"]) for entry in json.loads(bare)["envelopes"])
        yield from filter(None, (self._bare(sealed) for (sealed,) in self._rows("intake", WAITING, report)))

    def _rows(self, alias: str, question: str, *names: UUID) -> list[tuple[bytes, ...]]:
        with closing(sqlite3.connect(self.place.data / f"{alias}.sqlite3")) as base:
            return base.execute(question, [name.hex for name in names]).fetchall()

    def _bare(self, stored: bytes) -> bytes:
        try:
            return unlock(stored, self.erasable) if is_locked(stored) else stored
        except SealingError:
            return b""

    def _opens(self, envelope: Envelope) -> bool:
        return any(_opens(envelope, key, sender) for key in self.police for sender in self.senders)

    def _unwraps(self, address: bytes, sealed: bytes, wrapped: bytes) -> bool:
        name = UUID(str(address)).bytes
        try:
            own = SecretBytes(unwrap(self.wrapping, self._bare(wrapped), b"released-key" + name))
            return bool(unwrap(own, sealed, b"released" + name))
        except SealingError:
            return False


def erasable_keys(path: Path) -> dict[UUID, SecretBytes]:
    """Every erasable key in this file; none if it is not there."""
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as store:
        return {UUID(bytes=name): SecretBytes(raw) for name, raw in store.execute("SELECT name, secret FROM key")}


def _opens(envelope: Envelope, key: SealingPrivateKey, sender: VerifyKey) -> bool:
    try:
        return bool(open_envelope(envelope, key=key, sender=sender, expected_recipients=None))
    except SealingError:
        return False
