"""What the reporter has answered so far. It lives only inside the page they have before them, sealed."""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any

from kindline.kernel import clock, vault
from kindline.sealing.draft import DraftExpired, DraftForged

NONCE_BYTES = 32


class DraftGone(Exception):
    """The draft is too old, was changed, or is not ours; the reporter meets the same kind page in each case."""


@dataclass
class Draft:
    """Answers by field, and the nonce from which the receipt code follows: the same draft gives the same code."""

    answers: dict[str, Any] = field(default_factory=dict, repr=False)
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES), repr=False)

    def sealed(self) -> str:
        """Fit for a hidden field; opens for another half hour at least."""
        return seal({"nonce": b64encode(self.nonce).decode(), "answers": self.answers})

    @classmethod
    def unsealed(cls, text: str) -> "Draft":
        """The draft in a hidden field, or DraftGone."""
        document = unseal(text)
        if "nonce" not in document:
            raise DraftGone
        return cls(answers=document["answers"], nonce=b64decode(document["nonce"]))


def seal(document: dict[str, Any]) -> str:
    return vault.drafts().seal(json.dumps(document, separators=(",", ":")).encode(), now_slot=clock.this_slot())


def unseal(text: str) -> dict[str, Any]:
    try:
        return json.loads(vault.drafts().open(text, now_slot=clock.this_slot()))
    except (DraftExpired, DraftForged):
        raise DraftGone from None
