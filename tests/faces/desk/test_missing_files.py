"""A file at the desk: the night's call becomes one, the criteria are said with their facts, nothing typed is lost."""

import re
from collections.abc import Callable

import pytest

from kindline.services.missing.models import File
from tests.faces.desk.conftest import Browser, person
from tests.installation import Installation

pytestmark = pytest.mark.db
TYPED = {
    "kind": "runaway", "posture": "effective", "notes": "Gone since ten.", "officer": "V. Example, 101",
    "child0-name": "Мира", "child0-born": "2012-04", "child0-looks": "red coat", "needs_medicine": "yes",
    "said_goodbye": "no", "tick": ["no_waiting", "friends"],
}  # fmt: skip


@pytest.fixture
def nora(installation: Installation, browse: Callable[..., Browser]) -> Browser:
    return browse(person("counsellor", name="nora"))


def opened(nora: Browser) -> str:
    contact = str(nora.send("/contacts/start/", channel="call")["Location"])
    nora.send(f"{contact}belong/", kind="missing", notes="She left at ten.", caller="parent", revision=0)
    shown = nora.get(contact).content.decode()
    return re.search(r"/missing/[0-9a-f-]{36}/", shown)[0]  # type: ignore[index]


def test_the_call_becomes_a_file_that_says_which_criteria_are_met(nora: Browser) -> None:
    page = opened(nora)
    first = nora.get(page).content.decode()
    assert "She left at ten." in first and "No criterion known yet." in first
    assert "does not mean that it is not worrying" in first
    assert nora.send(f"{page}keep/", **TYPED, revision=0)["Location"] == page
    shown = nora.get(page).content.decode()
    assert "Under medical treatment, or must take medicines" in shown and "Must take medicines?" in shown
    assert "Мира" in shown and "friends" in shown and 'value="1"' in shown
    listed = nora.get("/missing/").content.decode()
    assert "proposed" in listed and "none planned" in listed and "Мира" not in listed
    nora.send(f"{page}decide/", decision="worrying", decided_by="Magistrate W. Example")
    assert "Decided: worrying, by Magistrate W. Example" in nora.get(page).content.decode()


def test_what_is_refused_comes_back_as_it_was_typed(nora: Browser) -> None:
    page = opened(nora)
    for wrong in ({"kind": ""}, {"child0-born": "yesterday"}, {"last_seen_at": "2099-01-01T10:00"}):
        answer = nora.send(f"{page}keep/", **TYPED | wrong, revision=0)
        text = answer.content.decode()
        assert answer.status_code == 422 and "Gone since ten." in text and "Мира" in text, wrong
        assert all(value in text for value in wrong.values() if value)
    nora.send(f"{page}keep/", **TYPED, revision=0)
    other = nora.send(f"{page}keep/", **TYPED | {"notes": "typed beside it"}, revision=0)
    assert other.status_code == 409 and "typed beside it" in other.content.decode()
    assert nora.send(f"{page}end/").status_code == 422
    assert nora.send(f"{page}decide/", decision="worrying").status_code == 422


def test_a_file_ends_with_an_outcome_and_opens_again(nora: Browser) -> None:
    page = opened(nora)
    nora.send(f"{page}keep/", **TYPED, revision=0)
    assert nora.send(f"{page}end/", outcome="came_back")["Location"] == "/missing/"
    assert "Came back by themselves" in nora.get("/missing/").content.decode()
    lost = nora.send(f"{page}keep/", **TYPED | {"notes": "too late"}, revision=1)
    assert lost.status_code == 409 and "too late" in lost.content.decode()
    nora.send(f"{page}reopen/")
    assert File.objects.get().state == "open"


def test_an_exploited_child_is_a_file_of_its_own_kinds(nora: Browser) -> None:
    contact = str(nora.send("/contacts/start/", channel="call")["Location"])
    nora.send(f"{contact}belong/", kind="exploited", notes="Threatened online.", caller="child", revision=0)
    page = re.search(r"/missing/[0-9a-f-]{36}/", nora.get(contact).content.decode())[0]  # type: ignore[index]
    shown = nora.get(page).content.decode()
    assert "X-1" in shown and "Sextortion" in shown and "Runaway" not in shown and "No criterion known" not in shown
    assert nora.send(f"{page}keep/", **TYPED | {"kind": "runaway"}, revision=0).status_code == 422
    assert nora.send(f"{page}keep/", **TYPED | {"kind": "sextortion", "sis": "active"}, revision=0)["Location"] == page
    assert "active" in nora.get(page).content.decode()


def test_what_a_form_never_sends_is_not_found_and_nothing_breaks(nora: Browser) -> None:
    page = opened(nora)
    assert nora.send("/sightings/", sighting="no id", file="M-1").status_code == 404
    for part in ("sightings", "appeals", "family", "calls", "links", "referrals"):
        assert nora.send(f"{page}{part}/").status_code == 422, part
    assert nora.send("/lines/", answer="{}").status_code == 422
    assert nora.send("/lines/", country="FR", name="x", mailbox="a@example.org", pem="no pem").status_code == 422
    assert nora.send("/helpers/", kind="nobody").status_code == 422
