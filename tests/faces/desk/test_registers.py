"""The registers of the supervisor: what is missing is asked for, what is done is in the log, no GET does any of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.register import holds
from kindline.kernel.register.models import Disclosure, LegalHold, PersonRequest
from kindline.services.hotline.models import Report
from tests.faces.desk.conftest import Browser

pytestmark = pytest.mark.db


def logged(action: str) -> bool:
    return any(f'"{action}"'.encode() in bytes(leaf.payload) for leaf in Leaf.objects.all())


def test_a_supervisor_places_a_legal_hold_and_lifts_it_with_a_reason(
    supervisor: Browser, file: Callable[..., Report]
) -> None:
    report = file()
    place = {"authority": "Court of Example", "reference": "C/12", "reason": "trial"}
    for nothing in ("999", "C-1", "C-", "12x"):
        assert supervisor.send("/legal-holds/", report=nothing, **place).status_code == 422
    unknown = supervisor.send("/legal-holds/", report="999", **place)
    assert unknown.status_code == 422 and "There is no report with this number." in unknown.content.decode()
    assert supervisor.send("/legal-holds/", report=report.number, **place | {"reference": ""}).status_code == 422
    assert not LegalHold.objects.exists()
    assert supervisor.send("/legal-holds/", report=report.number, **place).status_code == 302
    with pytest.raises(holds.Held):
        holds.refuse_if_held(report.pk)
    assert "Court of Example" in supervisor.get("/legal-holds/").content.decode()
    assert "C/12" in supervisor.get(f"/envelopes/{report.pk}/").content.decode()
    one = f"/legal-holds/{LegalHold.objects.get().pk}/"
    assert supervisor.send(one, because="").status_code == 422
    assert supervisor.send(one, because="the trial is over").status_code == 302
    holds.refuse_if_held(report.pk)
    assert supervisor.get(one).status_code == 404
    assert logged("legal_hold.placed") and logged("legal_hold.lifted")


def test_a_request_is_refused_only_with_a_ground_and_a_day_to_look_again(
    supervisor: Browser, installation: object
) -> None:
    today = clock.today()
    late = supervisor.send("/requests/", right="access", asker="parent", received_on=today + timedelta(days=1))
    assert late.status_code == 422
    assert supervisor.send("/requests/", right="access", asker="parent", received_on=today).status_code == 302
    row = PersonRequest.objects.get()
    assert row.answer_by == today + timedelta(days=30)
    page = f"/requests/{row.pk}/"
    bare = supervisor.send(page, outcome="refused", ground="child_interest", review_on="")
    assert bare.status_code == 422 and "to look at it again" in bare.content.decode()
    soon = today + timedelta(days=90)
    assert supervisor.send(page, outcome="refused", ground="child_interest", review_on=soon).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.ground, row.review_on) == ("refused", "child_interest", soon)
    assert f"/requests/{row.pk}/" not in supervisor.get("/requests/").content.decode()
    assert logged("person_request.decided")


def test_what_was_told_outside_is_entered_without_the_thing_itself(
    supervisor: Browser, file: Callable[..., Report]
) -> None:
    report = file()
    told = {"recipient": "Court of Example", "ground": "judge", "what": "existence", "told_on": clock.today()}
    assert supervisor.send("/disclosures/", **told | {"ground": "friendship"}).status_code == 422
    assert supervisor.send("/disclosures/", report=report.number, **told).status_code == 302
    assert Disclosure.objects.get().subject == report.pk
    assert "Court of Example" in supervisor.get("/disclosures/").content.decode()


def test_no_get_places_takes_or_enters_anything(supervisor: Browser, installation: object) -> None:
    for path in ("/legal-holds/", "/requests/", "/disclosures/"):
        assert supervisor.get(path + "?authority=a&right=access&recipient=x").status_code == 200
    assert not LegalHold.objects.exists() and not PersonRequest.objects.exists() and not Disclosure.objects.exists()
