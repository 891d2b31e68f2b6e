"""The public site as its own process has it: its URLs, its middleware, a mandate and keys in a scratch folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

import kindline.kernel.mandate
from kindline.sealing.keys import SealingPrivateKey, SecretBytes, SigningPrivateKey
from kindline.sealing.mandate_file import sign_mandate
from kindline.settings.faces import FACES

SITE = FACES["site"]
PLATFORM = ("index", "routing", "staff", "factor", "mail")


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def install(data: Path, keys: Path) -> dict[str, SealingPrivateKey]:
    """A signed mandate, the site's keys, and the private halves that this process would never have."""
    police = {role: SealingPrivateKey.generate() for role in ("duty", "reserve")}
    template = next((Path(kindline.kernel.mandate.__file__).parent / "data").glob("*.toml")).read_text()
    rows = "".join(
        f'\n[[authorities.keys]]\nrole = "{role}"\nsealing = "{key.public().to_text()}"\nnot_after = 2099-01-01\n'
        for role, key in police.items()
    )
    mandate = f'{template}\n[[authorities]]\nid = "federal-police"\nname = "Police"\nlanguage = "nl"\n{rows}'.encode()
    signers = [SigningPrivateKey.generate() for _ in range(2)]
    write(data / "mandate/active.toml", mandate)
    write(data / "mandate/active.toml.sig", b"".join(sign_mandate(mandate, signer) for signer in signers))
    for number, signer in enumerate(signers, start=1):
        write(keys / f"public/mandate-{number}.pub", signer.public().to_text())
    own = {name: SealingPrivateKey.generate() for name in PLATFORM}
    for name, key in own.items():
        write(keys / f"public/{name}.pub", key.public().to_text())
    write(keys / "site/site.key", SigningPrivateKey.generate().to_text())
    write(keys / "site/draft.key", SecretBytes.random().to_text())
    return police | own


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[dict[str, SealingPrivateKey]]:
    with override_settings(
        DATA_DIR=tmp_path / "data",
        KEYS_DIR=tmp_path / "keys",
        ROOT_URLCONF=SITE.urls,
        MIDDLEWARE=SITE.middleware,
        STATIC_ROOT=str(tmp_path),
    ):
        yield install(tmp_path / "data", tmp_path / "keys")


@pytest.fixture
def reader(keys: object) -> Client:
    """A browser without script that follows nothing by itself and refuses to be helped by test-only CSRF."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def form(reader: Client) -> "Callable[..., Form]":
    return lambda language="nl": Form(reader, language)


class Form:
    """Walks the form as a browser does: sends what the page holds, keeps the page it gets."""

    def __init__(self, client: Client, language: str) -> None:
        from kindline.faces.site.slugs import LINKS

        self.client, self.language = client, language
        self.take(client.get(LINKS[language]["danger"]))

    def take(self, response: object) -> None:
        from tests.faces.site.pages import Page

        self.response = response
        self.page = Page(response.content.decode())  # type: ignore[attr-defined]

    def send(self, **fields: str) -> "Form":
        """Presses the page's button with these answers; `go` is another button's value."""
        body = self.page.hidden | fields
        self.take(self.client.post(self.page.action, urlencoded(body), content_type=FORM_TYPE))
        return self

    def to(self, at: str, **changes: str) -> "Form":
        """Answers harmlessly until this page stands open."""
        while self.page.hidden.get("at") != at:
            self.send(**(ANSWERS[self.page.hidden["at"]] | changes if changes else ANSWERS[self.page.hidden["at"]]))
        return self


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


def urlencoded(fields: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(fields)
