"""A provider's certificate at the desk: tried with a word, known, ended; an unfit one is refused with its reason."""

import json
import re
from datetime import timedelta

import pytest

from kindline.kernel import clock, vault
from kindline.kernel.directory import certificates
from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.models import Parcel
from kindline.sealing.certificate import self_signed
from tests.faces.desk.conftest import Browser

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def provider(installation: object) -> Provider:
    return Provider.objects.create(
        slug="quiet-hosting", name="Quiet Hosting", mailbox="abuse@quiet.example", source="pack", source_version="1"
    )


def pem(mailbox: str = "abuse@quiet.example") -> str:
    first = clock.today() - timedelta(days=1)
    return self_signed("Desk", mailbox, first=first, days=300, receives=True).certificate.to_pem()


def word() -> str:
    letter = json.loads(vault.mail_body_open(bytes(Parcel.objects.get(kind="rehearsal").sealed_body)))
    return re.findall(r"^\w{4}-\w{4}$", letter["text"], re.M)[0]


def test_a_certificate_is_tried_known_and_ended(operator: Browser, provider: Provider) -> None:
    page = f"/certificates/of/{provider.pk}/"
    assert operator.send(f"{page}give/", pem=pem()).status_code == 302
    row = certificates.tried(provider)
    assert row and certificates.fingerprint(row) in operator.get(page).content.decode()
    assert word() not in operator.get(page).content.decode()
    operator.send(f"/certificates/{row.pk}/word/", word="0000-0000")
    assert certificates.known(provider) is None
    operator.send(f"/certificates/{row.pk}/word/", word=word().lower().replace("-", " "))
    assert certificates.known(provider) == row
    operator.send(f"/certificates/{row.pk}/end/")
    assert certificates.known(provider) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [("hello", "not one certificate"), (lambda: pem("abuse@other.example"), "for another mailbox"), ("", "not one")],
)
def test_an_unfit_certificate_is_refused_with_its_reason(
    operator: Browser, provider: Provider, given: object, why: str
) -> None:
    text = given() if callable(given) else given
    response = operator.send(f"/certificates/of/{provider.pk}/give/", pem=text)
    assert response.status_code == 422 and why in response.content.decode()
    assert certificates.tried(provider) is None


def test_no_get_tries_or_ends_anything(operator: Browser, provider: Provider) -> None:
    operator.send(f"/certificates/of/{provider.pk}/give/", pem=pem())
    row = certificates.tried(provider)
    assert row
    for path in (f"of/{provider.pk}/give", f"{row.pk}/word", f"{row.pk}/end"):
        assert operator.get(f"/certificates/{path}/").status_code == 405
