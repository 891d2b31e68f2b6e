"""The way to the portal and back: a signed request, fresh and used once, over HTTPS (plain HTTP on loopback only)."""

import base64
import json
import secrets
from datetime import datetime
from typing import Any

from kindline.client.police.answering import stamp
from kindline.client.refusals import Refused
from kindline.client.wire import Answered, checked, exchange
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey

CONTEXT = "portal-request"


class StaleClock(Refused):
    """The portal's clock and ours differ by more than it accepts; `portal_time` is what it says."""

    def __init__(self, portal_time: str) -> None:
        super().__init__(f"the portal's clock says {portal_time}: set this machine's clock")
        self.portal_time = portal_time


def fetch(portal: str, *, key: SigningPrivateKey, at: datetime, parcels: list[str] | None = None) -> bytes:
    """The download of everything that waits, or of the named parcels; not yet acknowledged by this."""
    extra = {"parcels": parcels} if parcels is not None else {}
    return ask(portal, want="parcels", key=key, at=at, extra=extra)


def send(portal: str, answers: bytes, *, key: SigningPrivateKey, at: datetime) -> list[dict[str, Any]]:
    """Bring a signed answers file; the portal says per item what became of it. Sending again changes nothing."""
    extra = {"answers": base64.b64encode(answers).decode("ascii")}
    document = json.loads(ask(portal, want="answers", key=key, at=at, extra=extra))
    results: list[dict[str, Any]] = document["results"]
    return results


def ask(portal: str, *, want: str, key: SigningPrivateKey, at: datetime, extra: dict[str, Any]) -> bytes:
    """POST one signed request and return the body of the answer."""
    payload = {"at": stamp(at), "nonce": secrets.token_hex(16), "want": want, **extra}
    body = sign_document(payload, key=key, context=CONTEXT)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answered = exchange("POST", f"{checked(portal)}/police/machine/{want}", headers=headers, body=body)
    if answered.status != 200:
        raise _refusal(answered)
    return answered.body


def _refusal(answered: Answered) -> Refused:
    try:
        said = json.loads(answered.body)
    except ValueError:
        said = {}
    if said.get("error") == "stale":
        return StaleClock(said["now"])
    return Refused(f"the portal refuses: {said.get('error', answered.status)}")
