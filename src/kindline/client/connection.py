"""A partner's connection to the API: each request signed anew, slow when asked, done once however often it is sent."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kindline.client import clock
from kindline.client.refusals import Refused
from kindline.client.wire import Answered, Unreachable, checked, exchange
from kindline.sealing.assertion import Claims, body_hash, sign_assertion
from kindline.sealing.keys import SigningPrivateKey

LIFETIME = 60
TRIES = 5
LONGEST_WAIT = 60


class Problem(Refused):
    """What the API refuses, in its own words (RFC 9457). `code` never changes; `reason` may say more."""

    def __init__(self, document: dict[str, Any], status: int) -> None:
        self.status, self.code = status, str(document.get("code", status))
        self.reason = str(document.get("reason") or "")
        title, detail = document.get("title", "refused"), document.get("detail", "")
        super().__init__(f"{title} ({self.code}{': ' if self.reason else ''}{self.reason}). {detail}".strip())


@dataclass(frozen=True)
class Connection:
    """Where the API is, who asks, and the key that signs. Its repr shows no secret."""

    url: str
    partner: str
    key: SigningPrivateKey
    language: str = "en"
    now: Callable[[], datetime] = clock.now
    wait: Callable[[float], None] = time.sleep

    def get(self, path: str) -> Any:
        """The answer to a GET, read from JSON; Problem for a refusal, Unreachable for silence."""
        return self._answer("GET", path, None, {})

    def post(self, path: str, content: object | None = None) -> Any:
        """The answer to a POST. After silence it is sent again under the same idempotency key: it is done once."""
        body = b"" if content is None else json.dumps(content).encode()
        return self._answer("POST", path, body, {"Idempotency-Key": secrets.token_hex(16)})

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        for left in reversed(range(TRIES)):
            try:
                answered = self._ask(method, path, body, headers)
            except Unreachable:
                if not left:
                    raise
                self.wait(1)
                continue
            pause = _pause(answered)
            if pause is None or not left:
                return _read(answered)
            self.wait(pause)
        raise AssertionError("the last try answers or raises")

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answered:
        asserted = {
            "Authorization": f"Bearer {self._assertion(method, path, body or b'')}",
            "Accept": "application/json, application/problem+json",
            "Accept-Language": self.language,
        }
        kind = {"Content-Type": "application/json"} if body is not None else {}
        return exchange(method, checked(self.url) + path, headers=asserted | kind | headers, body=body)

    def _assertion(self, method: str, path: str, body: bytes) -> str:
        at = int(self.now().timestamp())
        nonce = secrets.token_hex(16)
        claims = Claims(self.partner, checked(self.url), at, at + LIFETIME, nonce, method, path, body_hash(body))
        return sign_assertion(claims, key=self.key)


def _pause(answered: Answered) -> float | None:
    """How long the other side asks us to wait, where it asks; None when its answer is final."""
    said = answered.headers.get("Retry-After", "")
    return min(int(said), LONGEST_WAIT) if answered.status in (409, 429, 503) and said.isdecimal() else None


def _read(answered: Answered) -> Any:
    try:
        document = json.loads(answered.body)
    except ValueError:
        raise Refused(f"the other side does not speak as described ({answered.status})") from None
    if answered.status == 200:
        return document
    raise Problem(document if isinstance(document, dict) else {}, answered.status)
