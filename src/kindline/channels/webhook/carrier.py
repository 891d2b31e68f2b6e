"""Posts a ring and keeps the status as proof."""

import json
from dataclasses import dataclass

from django.conf import settings

from kindline.channels.webhook.door import Door, read_door
from kindline.channels.webhook.http import post
from kindline.kernel.outbox.channels import CARRY_SECONDS, Later, Never, Outgoing, Proof

TRY_AGAIN = (408, 425, 429)


@dataclass(frozen=True)
class Webhook:
    """The webhook channel. A body is a flat JSON object without secrets: counts, codes and our own links."""

    seconds: float = CARRY_SECONDS

    def carry(self, parcel: Outgoing) -> Proof:
        ring = _read_ring(parcel.body)
        door = _door(ring.pop("url", "") or _rung(parcel.recipient))
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(parcel.id), "User-Agent": "kindline"}
        body = json.dumps(ring | {"parcel": str(parcel.id)}).encode()
        status = post(door, body=body, headers=headers, seconds=self.seconds)
        if 200 <= status < 300:
            return Proof({"http": status})
        if 300 <= status < 400:
            raise Never("redirect-refused")
        raise Later(f"http-{status}") if status >= 500 or status in TRY_AGAIN else Never(f"http-{status}")


def _rung(recipient: str) -> str:
    """The webhook of a rung of the duty ladder: it may hold a token, so it stands in settings and in no parcel."""
    _, _, place = recipient.partition(":")
    ladder = dict(enumerate(settings.DUTY_LADDER))
    kind, _, url = ladder.get(int(place) if place.isdecimal() else -1, "").partition(":")
    return url if kind == "webhook" else str(settings.DUTY_WEBHOOK)


def _door(url: object) -> Door:
    """The door a ring names (never sent along: it may hold a token), else the one duty webhook."""
    if not url or not isinstance(url, str):
        raise Never("no-webhook-set")
    return read_door(url)


def _read_ring(body: bytes) -> dict[str, str | int | bool | None]:
    try:
        ring = json.loads(body)
    except ValueError:
        raise Never("malformed-ring") from None
    if not isinstance(ring, dict) or not all(isinstance(value, str | int | bool | None) for value in ring.values()):
        raise Never("malformed-ring")
    return ring
