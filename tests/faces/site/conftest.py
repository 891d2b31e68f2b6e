"""The public site as its own process has it: its URLs, its middleware, a mandate and keys in a scratch folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread

from kindline.faces.site.slugs import LINKS
from kindline.kernel.installing import TEMPLATES, activate_mandate, authority_tables, compose_mandate, make_keys
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.sealing.mandate_file import sign_mandate
from kindline.settings.faces import FACES
from tests.faces.site.pages import Page

SITE = FACES["site"]


def install(data: Path, keys: Path) -> dict[str, SealingPrivateKey]:
    """A signed mandate and the platform's keys; returns the police's private halves, which no process of ours has."""
    police = {role: SealingPrivateKey.generate() for role in ("duty", "reserve")}
    rows = [(role, key.public(), "2099-01-01") for role, key in police.items()]
    authority = authority_tables(name="Police", mailbox="police@police.example", keys=rows, officers=[])
    document = compose_mandate(min(path.stem for path in TEMPLATES.glob("relay-*.toml")), authority)
    signers = [SigningPrivateKey.generate() for _ in range(2)]
    pinned = (signers[0].public(), signers[1].public())
    activate_mandate(data, document, b"".join(sign_mandate(document, key) for key in signers), pinned=pinned)
    make_keys(keys, pinned=pinned, epoch="1")
    return police


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[dict[str, SealingPrivateKey]]:
    with override_settings(
        DATA_DIR=tmp_path / "data",
        KEYS_DIR=tmp_path / "keys",
        ROOT_URLCONF=SITE.urls,
        MIDDLEWARE=SITE.middleware,
    ):
        yield install(tmp_path / "data", tmp_path / "keys")


@pytest.fixture
def reader(keys: object) -> Client:
    """A browser without script that follows nothing by itself and refuses to be helped by test-only CSRF."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def site_url(keys: object, transactional_db: None) -> Iterator[str]:
    """The site behind a real socket, with the middleware of its own process."""
    server = LiveServerThread("127.0.0.1", lambda handler: handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def form(reader: Client) -> Callable[..., "Form"]:
    return lambda language="nl": Form(reader, language)


class Form:
    """Walks the form as a browser does: sends what the page holds, keeps the page it gets."""

    def __init__(self, client: Client, language: str) -> None:
        self.client = client
        self.take(client.get(LINKS[language]["danger"]))

    def take(self, response: Any) -> None:
        self.response = response
        self.page = Page(response.content.decode())

    def send(self, **fields: str) -> "Form":
        """Presses the page's button with these answers; `go` is another button's value."""
        self.take(post(self.client, self.page.action, self.page.hidden | fields))
        return self

    def to(self, at: str, **changes: str) -> "Form":
        """Answers harmlessly until this page stands open."""
        while self.page.hidden.get("at") != at:
            answers = ANSWERS[self.page.hidden["at"]]
            self.send(**answers | {name: text for name, text in changes.items() if name in answers})
        return self


def post(client: Client, path: str, fields: dict[str, str], **headers: str) -> Any:
    """What a browser sends for a form without files."""
    return client.post(path, urlencode(fields), content_type=FORM_TYPE, **headers)


FORM_TYPE = "application/x-www-form-urlencoded"
ANSWERS: dict[str, dict[str, str]] = {
    "danger": {"danger": "no"},
    "help": {},
    "doors": {"door": "images"},
    "door": {},
    "seen": {"seen": "web"},
    "where": {"where": "hxxps://photos[.]example[.]org/album?id=7"},
    "readback": {},
    "more": {"when": "", "how": "", "account": ""},
    "contact": {"reach": "unknown", "identity": ""},
    "check": {},
}
