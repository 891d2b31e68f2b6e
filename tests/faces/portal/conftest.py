"""The portal as its own process has it: an officer, reports really filed, a notice waiting for a provider."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pyotp
import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from kindline.client.police import trust
from kindline.kernel import clock, vault
from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import parse
from kindline.sealing.codes import new_code, tidy
from kindline.services.hotline import notice_text
from kindline.services.hotline.models import Notice, NoticeItem, Report
from kindline.services.hotline.notices import CODE_CHARS
from kindline.settings.faces import FACES
from tests.faces.desk.conftest import FORM, file, person
from tests.installation import Installation

__all__ = ["file"]

REPORTED = "https://pictures.example/reported/path?who=someone"


class Browser(Client):
    """Sends forms as browsers do; never multipart."""

    def send(self, path: str, **fields: object) -> HttpResponse:
        return self.post(path, urlencode(fields | {"sent": 1}, doseq=True), content_type=FORM)


@pytest.fixture
def portal(db: object) -> Iterator[None]:
    face = FACES["portal"]
    with override_settings(ROOT_URLCONF=face.urls, MIDDLEWARE=face.middleware):
        yield


@pytest.fixture
def stranger(portal: None) -> Browser:
    """Somebody without a sign-in; a real browser's cross-site checks stand."""
    return Browser(enforce_csrf_checks=True)


@pytest.fixture
def officer(portal: None, installation: Installation) -> Browser:
    user = person("officer", authority="federal-police")
    browser = Browser()
    browser.force_login(user)
    prove(browser, user, at=time.time())
    return browser


def prove(browser: Client, user: User, *, at: float) -> None:
    """The officer gave the second factor at this moment."""
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": at, "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


@pytest.fixture
def own_trust(installation: Installation) -> trust.Trust:
    """What the police wrote down when the installation was made."""
    text = trust.from_installation(
        installation.data / "mandate" / "active.toml", installation.keys / "public", authority="federal-police"
    )
    return trust.parse(text)


@pytest.fixture
def offered(file: Callable[..., Report]) -> Callable[..., Report]:
    """Files a report whose parcel waits at the pick-up, as after the worker's round."""

    def make(*addresses: str, **named: str) -> Report:
        report = file(*addresses, **named)
        Parcel.objects.filter(subject=report.pk, state="waiting").update(state="offered")
        return report

    return make


@dataclass
class Waiting:
    """A notice and what its provider holds."""

    notice: Notice
    code: str
    secret: str

    @property
    def fields(self) -> dict[str, str]:
        factor = pyotp.TOTP(self.secret).at(clock.now())
        return {"number": self.notice.number, "code": self.code, "factor": factor}


@pytest.fixture
def waiting_notice(file: Callable[..., Report], installation: Installation) -> Waiting:
    report = file(REPORTED, "https://pictures.example/two")
    secret = pyotp.random_base32()
    provider = Provider(slug="hoster", name="Hoster", mailbox="abuse@hoster.example", language="fr", source="test")
    provider.factor = vault.seal_to("factor", secret.encode(), info=b"factor:" + provider.pk.bytes)
    provider.save()
    code = new_code(length=CODE_CHARS)
    notice = Notice(number="N2026-0001", provider=provider, language="fr", check_code="ABCD2345")
    notice.mandate, notice.made_at = "relay-be-2002", clock.now()
    notice.sealed = b""
    notice.save()
    lines = []
    report.addresses.update(classification="baseline")
    for number, address in enumerate(report.addresses.order_by("ordinal"), 1):
        item = NoticeItem.objects.create(notice=notice, address=address, line=number)
        lines.append((item, parse([REPORTED, "https://pictures.example/two"][number - 1])))
    sealed = notice_text.seal(notice, notice_text.write(notice, lines), code=tidy(code, length=CODE_CHARS))
    Notice.objects.filter(pk=notice.pk).update(sealed=sealed, announced_at=clock.now())
    with transaction.atomic(using="core"):
        advance(notice, "confirm", by="worker", role="worker")
        advance(notice, "announce", by="worker", role="worker")
    return Waiting(notice, code, secret)
