"""The API as its own process has it, and partners that sign."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from kindline.kernel import clock
from kindline.kernel.partners import register
from kindline.sealing.assertion import Claims, body_hash, sign_assertion
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.services.hotline.models import Report
from kindline.settings.faces import FACES
from tests.faces.desk.conftest import file
from tests.faces.portal.conftest import offered, waiting_notice
from tests.installation import Installation

__all__ = ["file", "offered", "waiting_notice"]

AUDIENCE = "https://api.hotline.test"
KINDS = {"authority": "federal-police", "provider": "hoster", "member": "NL", "site": ""}


@dataclass
class Caller:
    """A partner's system. `headers` are added to what it sends."""

    id: str
    key: SigningPrivateKey = field(default_factory=SigningPrivateKey.generate)
    opening: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    http: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def assertion(self, method: str, target: str, body: bytes = b"", **changed: Any) -> str:
        now = int(clock.now().timestamp())
        nonce = secrets.token_hex(16)
        said = Claims(self.id, AUDIENCE, now, now + 60, nonce, method, target, body_hash(body))
        return sign_assertion(replace(said, **changed), key=self.key)

    def get(self, target: str, **headers: str) -> HttpResponse:
        return self.http.get(target, headers={"authorization": f"Bearer {self.assertion('GET', target)}", **headers})

    def post(self, target: str, content: object = None, **headers: str) -> HttpResponse:
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        signed = {"authorization": f"Bearer {self.assertion('POST', target, body)}", **headers}
        return self.http.post(target, body, content_type="application/json", headers=signed)


@pytest.fixture
def api(db: object, installation: Installation) -> Iterator[None]:
    face = FACES["api"]
    with override_settings(
        ROOT_URLCONF=face.urls, MIDDLEWARE=face.middleware, API_URL=AUDIENCE, DATA_UPLOAD_MAX_MEMORY_SIZE=9 << 20
    ):
        yield


@pytest.fixture
def partner(api: None) -> Callable[..., Caller]:
    """A registered partner of a kind."""

    def make(kind: str, *, speaks_for: str | None = None, **given: Any) -> Caller:
        caller = Caller(f"{kind}-{secrets.token_hex(4)}")
        keys = [caller.key.public(), caller.opening.public()]
        whose = KINDS[kind] if speaks_for is None else speaks_for
        register.add(id=caller.id, kind=kind, name="Test", speaks_for=whose, keys=keys, by="test", **given)
        return caller

    return make


@pytest.fixture
def parcel(offered: Callable[..., Report]) -> Report:
    """A report whose parcel waits for the police."""
    return offered()
