"""A member hotline: referrals fetched and opened here, taken under a number of its own, and answered."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kindline.client.connection import Connection
from kindline.client.refusals import Refused
from kindline.sealing.box import open_box
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey
from kindline.sealing.padding import unpad

Outcome = Literal["removed", "investigating", "origin_found", "no_action"]


@dataclass(frozen=True)
class Referral:
    """One referral in the list."""

    id: str
    number: int
    day: date
    urgent: bool
    reference: str
    outcome: str


@dataclass(frozen=True)
class Opened:
    """A referral in the clear, on your machine alone: address, classification, evidence, and ICCAM's form of it."""

    referral: Referral
    address: str = field(repr=False)
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Member:
    """A member hotline. `opening`: the keys that it opens with, on duty and in reserve."""

    connection: Connection
    opening: Sequence[SealingPrivateKey]

    def referrals(self) -> list[Referral]:
        """What waits for your country, oldest first."""
        return [_referral(row) for row in self.connection.get("/v1/referrals")["referrals"]]

    def fetch(self, referral: str) -> Opened:
        """One referral, opened; Refused when it is sealed to none of your keys, or was changed."""
        said = self.connection.post(f"/v1/referrals/{referral}/fetch")
        key = next((key for key in self.opening if key.key_id in said["copies"]), None)
        if key is None:
            raise Refused("sealed to none of these keys: call the hotline, it comes another way")
        try:
            box = base64.b64decode(said["copies"][key.key_id], validate=True)
            content = json.loads(unpad(open_box(box, key=key, info=b"dossier:" + referral.encode("ascii"))))
        except (SealingError, ValueError, binascii.Error):
            raise Refused(f"referral {referral} does not open: it was changed on its way") from None
        return Opened(_referral(said), content["canonical"], content)

    def acknowledge(self, referral: str, *, reference: str) -> Referral:
        """You have it under this number of yours."""
        return _referral(self.connection.post(f"/v1/referrals/{referral}/acknowledge", {"reference": reference}))

    def tell(self, referral: str, outcome: Outcome) -> Referral:
        """What came of it."""
        return _referral(self.connection.post(f"/v1/referrals/{referral}/outcome", {"outcome": outcome}))


def _referral(row: Mapping[str, Any]) -> Referral:
    texts = {name: row[name] for name in ("id", "number", "urgent", "reference", "outcome")}
    return Referral(**texts, day=date.fromisoformat(row["day"]))
