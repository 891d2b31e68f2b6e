"""The way to the portal and back: a signed request, fresh and used once, over HTTPS (plain HTTP on loopback only)."""

import base64
import json
import secrets
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from kindline.client.police.answering import stamp
from kindline.client.police.refusals import Refused
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey

CONTEXT = "portal-request"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
TIMEOUT = 60
MAX_ANSWER = 256 * 1024 * 1024


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead a signed request to another host: there are none."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


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
    request = urllib.request.Request(
        f"{checked(portal)}/police/machine/{want}",
        data=body,
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read(MAX_ANSWER))
    except urllib.error.HTTPError as error:
        raise _refusal(error) from None
    except (urllib.error.URLError, OSError):
        raise Refused("the portal cannot be reached") from None


def checked(portal: str) -> str:
    """The portal's address without a trailing slash; Refused for plain HTTP to anywhere but this machine."""
    parts = urlsplit(portal)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused("the portal is reached over https only")
    return portal.rstrip("/")


def _refusal(error: urllib.error.HTTPError) -> Refused:
    try:
        said = json.loads(error.read(65536))
    except ValueError:
        said = {}
    if said.get("error") == "stale":
        return StaleClock(said["now"])
    return Refused(f"the portal refuses: {said.get('error', error.code)}")
