"""Every address of the API × every kind of partner × a thing that is not theirs: open or closed as the matrix says."""

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline.models import Notice, Report
from kindline.settings.faces import FACES
from tests.faces.api.conftest import Caller
from tests.faces.portal.conftest import Waiting
from tests.faces.roles import API, PARTNERS

pytestmark = pytest.mark.db
Partners = Callable[..., Caller]
BODIES = {
    "fetch_parcels": {},
    "police_answers": {"context": "answers", "form": "x", "key": "x", "payload": "x", "signature": "x"},
    "notice_actions": {"actions": [{"line": 1, "action": "removed"}]},
    "acknowledge_referral": {"reference": "x"},
    "referral_outcome": {"outcome": "removed"},
}
NOBODYS = "0f6f2f5e-6e1b-4c57-9d0e-2f3a4b5c6d7e"
READ = ("openapi", "me", "parcels", "notices", "referrals", "mandate")


def patterns() -> Iterator[tuple[str, str]]:
    """Every name with its path."""

    def walk(found: list, before: str) -> Iterator[tuple[str, str]]:
        for entry in found:
            path = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, path)
            elif isinstance(entry, URLPattern):
                yield str(entry.name), "/" + path

    return walk(import_module(FACES["api"].urls).urlpatterns, "")


def filled(path: str, waiting: Waiting) -> str:
    return (
        path.replace("<number>", waiting.notice.number)
        .replace("<referral>", NOBODYS)
        .replace("<slug:exchange>", "main")
    )


def ask(caller: Caller | None, name: str, path: str) -> int:
    http = Client(raise_request_exception=False)
    if caller is None:
        asked = http.get(path) if name in READ else http.post(path, BODIES.get(name, {}), "application/json")
        return asked.status_code
    return (caller.get(path) if name in READ else caller.post(path, BODIES.get(name))).status_code


def test_the_matrix_names_every_address_and_no_other() -> None:
    names = [name for name, _ in patterns()]
    assert sorted(names) == sorted(API)


@pytest.mark.parametrize("kind", PARTNERS)
def test_every_address_is_open_or_closed_as_the_matrix_says(
    kind: str, api: None, partner: Partners, waiting_notice: Waiting, parcel: Report
) -> None:
    caller = None if kind == "stranger" else partner(kind)
    closed = 401 if kind == "stranger" else 403
    found = {name: ask(caller, name, filled(path, waiting_notice)) for name, path in patterns()}
    assert found.pop("calls") == 401
    wrong = {name: status for name, status in found.items() if (status == closed) == (kind in API[name])}
    assert wrong == {}


@pytest.mark.parametrize("kind", PARTNERS[1:])
def test_a_partner_of_the_same_kind_reaches_nothing_that_is_anothers(
    kind: str, partner: Partners, waiting_notice: Waiting, parcel: Report
) -> None:
    other = partner(kind, speaks_for="" if kind == "site" else "somebody-else")
    before = (Notice.objects.get().state, set(Parcel.objects.values_list("state", "fencing")))
    for name, path in patterns():
        if "<" in path and kind in API[name]:
            assert ask(other, name, filled(path, waiting_notice)) == 404, name
        elif name not in ("openapi", "me"):
            ask(other, name, filled(path, waiting_notice))
    assert (Notice.objects.get().state, set(Parcel.objects.values_list("state", "fencing"))) == before
