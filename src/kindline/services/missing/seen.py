"""What a witness says: where, when and what was seen, and how to reach them. Text only, in any script."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from kindline.kernel import vault
from kindline.sealing.errors import TooLarge
from kindline.services.missing.limits import TooLong

LONGEST = {"place": 300, "town": 80, "seen_at": 40, "what": 8_000, "witness": 300}


@dataclass(frozen=True)
class Seen:
    """One sighting. `seen_at` is a day and time with its offset (ISO 8601) or, where nobody knows it, empty."""

    what: str = field(repr=False)
    place: str = field(default="", repr=False)
    town: str = field(default="", repr=False)
    seen_at: str = field(default="", repr=False)
    witness: str = field(default="", repr=False)

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.seen_at) if self.seen_at else None


def to_bytes(seen: Seen) -> bytes:
    """What is sealed; TooLong when one sighting does not hold it."""
    if any(len(getattr(seen, part)) > most for part, most in LONGEST.items()):
        raise TooLong
    return json.dumps(asdict(seen), ensure_ascii=False).encode()


def from_bytes(data: bytes) -> Seen:
    return Seen(**json.loads(data))


def for_desk(seen: Seen, *, sighting: UUID) -> bytes:
    """Sealed to the desk; this needs no secret, so that the site can do it."""
    try:
        return vault.seal_for_desk(to_bytes(seen), about=sighting)
    except TooLarge:
        raise TooLong from None


def for_worker(seen: Seen, *, sighting: UUID) -> bytes:
    """Sealed to the worker, who writes the letter to the police: it is read there once, in memory."""
    return vault.seal_to("mail", to_bytes(seen), info=b"sighting" + sighting.bytes)


def opened_by_worker(sealed: bytes, *, sighting: UUID) -> Seen:
    return from_bytes(vault.open_with("worker", "mail", sealed, info=b"sighting" + sighting.bytes))
