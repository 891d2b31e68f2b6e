"""Two recipients, a sender, and an envelope between them; all keys are made for the one test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kindline.sealing.envelope import Envelope, Purpose, seal
from kindline.sealing.keys import KeyId, SealingPrivateKey, SigningPrivateKey

REPORT = UUID("6f1c1f0e-0000-4000-8000-00000000a001")


@dataclass
class Parties:
    duty: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    reserve: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    site: SigningPrivateKey = field(default_factory=SigningPrivateKey.generate)

    @property
    def mandated(self) -> set[KeyId]:
        return {self.duty.key_id, self.reserve.key_id}


@pytest.fixture
def parties() -> Parties:
    return Parties()


@pytest.fixture
def sealed(parties: Parties) -> Callable[..., Envelope]:
    """Seals to both recipients; any argument of `seal` may be given."""

    def make(plaintext: bytes = b"https://forum.example.org/thread/7", **changes: Any) -> Envelope:
        given: dict[str, Any] = {
            "purpose": Purpose.ADDRESS,
            "report_id": REPORT,
            "ordinal": 1,
            "mandate_id": "relay-2026",
            "mandate_sha256": bytes(range(32)),
            "recipients": [parties.duty.public(), parties.reserve.public()],
            "day": date(2026, 3, 14),
            "canon_version": "ada-4.0.0",
            "signer": parties.site,
        }
        return seal(plaintext, **(given | changes))

    return make
