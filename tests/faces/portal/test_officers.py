"""What an officer sees and takes away, and what becomes of the answers."""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from kindline.client.police import answering, download, opening
from kindline.client.police.judgements import Judgement
from kindline.client.police.trust import Trust
from kindline.faces.police import reconciling as terminal
from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.outbox import holding
from kindline.kernel.people.models import User
from kindline.services.hotline import reconciling
from kindline.services.hotline.models import Address, Reconciliation, Report
from tests.faces.portal.conftest import REPORTED, Browser, prove
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases="__all__")


def judged(data: bytes, *, own: Trust, installation: Installation, **said: str) -> bytes:
    """The police at work: open the download, say the same of every address, sign."""
    found = download.parse(data, trust=own)
    items = opening.open_all(found, keys=[installation.police.duty], trust=own)
    assert not any(item.refused for item in items)
    judgements = [
        Judgement(report=item.report, ordinal=item.ordinal, **said)
        for item in items
        if item.purpose == "address" and said
    ]
    checkpoint = download.log_size_and_root(found.checkpoint, trust=own)
    key = installation.police.officer
    return answering.answers(items, judgements, trust=own, checkpoint=checkpoint, at=clock.now(), key=key)


def test_the_list_shows_numbers_and_days_urgent_first_and_no_address(officer: Browser, offered: Callable) -> None:
    calm, urgent = offered(), offered(danger="now")
    page = officer.get("/").content.decode()
    assert page.index(f"▮▮▮▮ {urgent.number}") < page.index(f"▮▮▮▮ {calm.number}")
    assert "pictures.example" not in page
    assert REPORTED not in page


def test_a_parcel_that_waits_shows_how_old_its_report_is(officer: Browser, offered: Callable) -> None:
    offered()
    assert "days ago" not in officer.get("/").content.decode()
    Report.objects.update(received_hour=clock.this_hour() - timedelta(days=4))
    assert "reported 4 days ago" in officer.get("/").content.decode()


def test_another_authoritys_officer_sees_and_takes_nothing(officer: Browser, offered: Callable) -> None:
    report = offered()
    User.objects.update(authority="somebody-else")
    assert f"▮▮▮▮ {report.number}" not in officer.get("/").content.decode()
    assert json.loads(officer.send("/police/parcels/").content)["parcels"] == []
    assert str(report.pk) not in officer.get("/police/reconciliation/").content.decode()


def test_a_download_is_recorded_before_it_leaves_and_answers_to_it_are_taken(
    officer: Browser, offered: Callable, own_trust: Trust, installation: Installation
) -> None:
    report = offered()
    response = officer.send("/police/parcels/")
    assert "attachment" in response["Content-Disposition"]
    assert any(b"handover.fetched" in bytes(leaf.payload) for leaf in Leaf.objects.all())
    said = {"verdict": "abuse_material", "classification": "baseline", "instruction": "act_now"}
    document = judged(response.content, own=own_trust, installation=installation, **said)
    first = officer.post("/police/answers/", document, content_type="application/json")
    assert [one["result"] for one in first.json()["results"]] == ["accepted", "accepted"]
    again = officer.post("/police/answers/", document, content_type="application/json")
    assert [one["result"] for one in again.json()["results"]] == ["repeated", "repeated"]
    address = Address.objects.get(report=report)
    assert (address.verdict, address.instruction, address.orders.count()) == ("abuse_material", "act_now", 1)


def test_one_parcel_can_be_taken_alone(officer: Browser, offered: Callable) -> None:
    offered(), offered()
    page = officer.get("/").content.decode()
    chosen = page.split('name="parcel" value="')[1].split('"')[0]
    parcels = json.loads(officer.send("/police/parcels/", parcel=chosen).content)["parcels"]
    assert [parcel["parcel"] for parcel in parcels] == [chosen]


def test_a_held_report_is_neither_listed_nor_taken(officer: Browser, offered: Callable) -> None:
    report = offered()
    with transaction.atomic(using="core"):
        holding.hold(subject=report.pk, by="test")
    assert f"▮▮▮▮ {report.number}" not in officer.get("/").content.decode()
    assert json.loads(officer.send("/police/parcels/").content)["parcels"] == []


def test_taking_parcels_asks_again_who_it_is_after_five_minutes(officer: Browser, offered: Callable) -> None:
    offered()
    prove(officer, User.objects.get(), at=time.time() - 301)
    for response in (officer.send("/police/parcels/"), officer.get("/police/open/")):
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/again/")


def test_without_a_script_a_signed_file_is_pasted(
    officer: Browser, offered: Callable, own_trust: Trust, installation: Installation
) -> None:
    offered()
    data = officer.send("/police/parcels/").content
    document = judged(data, own=own_trust, installation=installation, verdict="not_illegal").decode()
    page = officer.send("/police/answers/", document=document + "\r\n").content.decode()
    assert "All of them were taken" in page
    assert Report.objects.get().state == "closed"


@pytest.mark.parametrize("document", ["", "nonsense", "{}", '{"a":1}'])
def test_something_else_than_a_signed_file_is_refused_with_a_reason(officer: Browser, document: str) -> None:
    response = officer.send("/police/answers/", document=document)
    assert response.status_code == 422
    assert "Nothing was taken" in response.content.decode()


def test_a_file_changed_after_signing_is_refused_whole(
    officer: Browser, offered: Callable, own_trust: Trust, installation: Installation
) -> None:
    offered()
    document = bytearray(judged(officer.send("/police/parcels/").content, own=own_trust, installation=installation))
    document[200] ^= 1
    response = officer.post("/police/answers/", bytes(document), content_type="application/json")
    assert response.status_code == 422
    assert Report.objects.get().state == "handed_over"


def test_the_page_takes_no_multipart(officer: Browser) -> None:
    assert officer.post("/police/answers/", {"document": "x"}).status_code == 415


def test_reconciliation_names_what_either_side_lacks(officer: Browser, offered: Callable) -> None:
    one, two = offered(), offered()
    month = f"{clock.now():%Y-%m}"
    page = officer.send("/police/reconciliation/", month=month, receipts=f"{one.pk}\n999999").content.decode()
    differences = page.split("Differences")[1].split("Your list")[0]
    assert str(two.pk) in differences.split("On our list only")[1]
    assert "999999" in differences.split("On your list only")[1]
    assert "Not acknowledged" in differences
    assert any(b"lists.reconciled" in bytes(leaf.payload) for leaf in Leaf.objects.all())


def test_acknowledged_without_feedback_is_an_end_that_reconciliation_shows(
    officer: Browser, offered: Callable, own_trust: Trust, installation: Installation
) -> None:
    report = offered()
    found = download.parse(officer.send("/police/parcels/").content, trust=own_trust)
    items = opening.open_all(found, keys=[installation.police.reserve], trust=own_trust)
    said = [Judgement(report=str(report.pk), feedback="none")]
    key = installation.police.officer
    document = answering.answers(items, said, trust=own_trust, checkpoint={}, at=clock.now(), key=key)
    officer.post("/police/answers/", document, content_type="application/json")
    month = f"{clock.now():%Y-%m}"
    page = officer.send("/police/reconciliation/", month=month, receipts=str(report.number)).content.decode()
    assert "Both lists agree" in page
    assert "acknowledged, no feedback by agreement" in page
    last_month = (clock.now().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert "Nothing was handed over" in officer.get("/police/reconciliation/", {"month": last_month}).content.decode()


def test_the_opener_is_public_with_its_hash_and_its_signature_once_made(
    stranger: Browser, installation: Installation
) -> None:
    file = stranger.get("/opener/kindline-opener.html").content
    page = stranger.get("/opener/").content.decode()
    assert hashlib.sha256(file).hexdigest() in page
    assert "attachment" in stranger.get("/opener/kindline-opener.html")["Content-Disposition"]
    assert stranger.get("/opener/kindline-opener.html.sig").status_code == 404
    (installation.data / "opener.sig").write_bytes(b"ed25519-0 x\n")
    assert stranger.get("/opener/kindline-opener.html.sig").content == b"ed25519-0 x\n"


def test_the_signed_lists_of_a_month_are_shown_and_kept(
    officer: Browser, offered: Callable, own_trust: Trust, installation: Installation
) -> None:
    report, other = offered(), offered()
    month = f"{clock.now():%Y-%m}"
    assert "Signed lists" not in officer.get("/police/reconciliation/", {"month": month}).content.decode()
    found = download.parse(officer.send("/police/parcels/").content, trust=own_trust)
    first = (clock.now().replace(day=1) + timedelta(days=32)).replace(day=1)
    clock.move(first - clock.now())
    user, officer = User.objects.get(role="officer"), Browser()
    officer.force_login(user)
    prove(officer, user, at=time.time())
    assert reconciling.make_monthly() == 1
    row = Reconciliation.objects.get()
    kept = [one for one in found.parcels if one.report == str(report.pk)]
    holds = terminal.held([], kept, month=month)
    document = terminal.statement(
        holds, month=month, of=row.ours_sha256, trust=own_trust, checkpoint={}, at=clock.now(),
        key=installation.police.officer,
    )  # fmt: skip
    page = officer.send("/police/answers/", document=document.decode()).content.decode()
    assert "All of them were taken" in page
    reconciling.sign_joint()
    page = officer.get("/police/reconciliation/", {"month": month}).content.decode()
    signed = page.split("Signed lists of this month")[1].split("</section>")[0]
    assert "We sent 2, you hold 1, 1 differs." in signed and str(other.pk) in signed
    theirs = officer.get(f"/police/reconciliation/{month}/theirs/")
    assert theirs.content == document and "attachment" in theirs.headers["Content-Disposition"]
    assert officer.get(f"/police/reconciliation/{month}/joint/").status_code == 200
    assert officer.get(f"/police/reconciliation/{month}/missing/").status_code == 404
    assert officer.get("/police/reconciliation/1999-01/ours/").status_code == 404
