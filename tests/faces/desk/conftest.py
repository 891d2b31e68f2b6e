"""The desk as its own process has it, with people of each role and reports that were really filed."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client, override_settings

from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.services.hotline.admission import admit_waiting
from kindline.services.hotline.filing import Filing, accept_report
from kindline.services.hotline.models import Report
from kindline.settings.faces import FACES
from tests.installation import Installation

FORM = "application/x-www-form-urlencoded"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "four unrelated quiet words"
ADDRESS = "https://pictures.example/reported/path?who=someone"


class Browser(Client):
    """Sends forms as browsers do; never multipart. Reads English."""

    def __init__(self) -> None:
        super().__init__(headers={"Accept-Language": "en"})

    def send(self, path: str, **fields: object) -> HttpResponse:
        return self.post(path, urlencode(fields | {"sent": 1}, doseq=True), content_type=FORM)


def person(role: str, *, name: str = "", factor: bool = True, signed: bool = True, **fields: object) -> User:
    user = User.objects.create_user(
        username=name or f"{role}.person",
        password=PASSWORD,
        role=role,
        undertaking_signed_at=clock.now() if signed else None,
        **fields,
    )
    if factor:
        TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def face() -> Iterator[None]:
    desk = FACES["desk"]
    with override_settings(ROOT_URLCONF=desk.urls, MIDDLEWARE=desk.middleware):
        yield


@pytest.fixture
def browse(db: object, face: None) -> Callable[..., Browser]:
    """A browser in which this person has signed in with both factors."""

    def open_browser(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        session = browser.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
        return browser

    return open_browser


@pytest.fixture
def operator(browse: Callable[..., Browser]) -> Browser:
    return browse(person("operator"))


@pytest.fixture
def supervisor(browse: Callable[..., Browser]) -> Browser:
    return browse(person("supervisor"))


@pytest.fixture
def file(installation: Installation) -> Callable[..., Report]:
    """Files a report through the hotline's own verb and lets the worker admit it."""
    count = iter(range(1, 10_000))

    def accept(
        *addresses: str, danger: str = "no", language: str = "nl", seen: str = "web", account: str = "by chance"
    ) -> Report:
        filing = Filing(
            danger=danger,
            seen=seen,
            addresses=addresses or (ADDRESS,),
            when="",
            how="",
            account=account,
            identity="",
            language=language,
        )
        before = set(Report.objects.values_list("pk", flat=True))
        accept_report(filing, nonce=next(count).to_bytes(32, "big"))
        admit_waiting()
        return Report.objects.exclude(pk__in=before).get()

    return accept
