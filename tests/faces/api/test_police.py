"""A police system at the API: the same parcels and answers as at the portal, and nothing of another authority."""

import json
from collections.abc import Callable

import pytest

from kindline.kernel.outbox.models import Parcel
from kindline.sealing.keys import SigningPrivateKey
from kindline.services.hotline.models import Address, Report
from tests.faces.api.conftest import Caller
from tests.faces.api.test_doors import problem
from tests.installation import Installation

pytestmark = pytest.mark.db
Partners = Callable[..., Caller]
PARCELS, FETCH, ANSWERS = "/v1/police/parcels", "/v1/police/parcels/fetch", "/v1/police/answers"


def test_looking_changes_nothing_and_fetching_is_proved(partner: Partners, parcel: Report) -> None:
    police = partner("authority")
    (row,) = police.get(PARCELS).json()["parcels"]
    assert (row["number"], row["fetched"]) == (parcel.number, False)
    assert Parcel.objects.get(pk=row["id"]).state == "offered"
    (fetched,) = police.post(FETCH, {"parcels": [row["id"]]}).json()["parcels"]
    assert (fetched["parcel"], fetched["report"]) == (row["id"], str(parcel.pk))
    assert Parcel.objects.get(pk=row["id"]).tries.get().by == f"partner:{police.id}"


def test_what_is_fetched_opens_and_what_an_officer_signed_is_taken(
    partner: Partners, parcel: Report, installation: Installation
) -> None:
    police = partner("authority")
    download = police.post(FETCH, {}).content
    (opened,) = installation.police.open(download)
    lines = [
        {"ordinal": ordinal, "envelope": envelope, "verdict": "not_illegal"}
        for purpose, ordinal, envelope, _ in opened["contents"]
        if purpose == "address"
    ]
    entry = {"report": opened["report"], "parcel": opened["parcel"], "acknowledged": True, "addresses": lines}
    document = json.loads(installation.police.answer(reports=[entry]))
    results = police.post(ANSWERS, document).json()["results"]
    assert {one["result"] for one in results} == {"accepted"}
    assert set(Address.objects.values_list("verdict", flat=True)) == {"not_illegal"}
    assert {one["result"] for one in police.post(ANSWERS, document).json()["results"]} == {"repeated"}
    assert police.get(PARCELS).json() == {"parcels": [], "total": 0}


def test_a_partners_own_key_signs_no_verdict(partner: Partners, parcel: Report, installation: Installation) -> None:
    police = partner("authority")
    document = json.loads(installation.police.answer(key=police.key))
    response = police.post(ANSWERS, document)
    assert (problem(response), response.json()["reason"]) == ("not_taken", "not_signed_UnknownSigner")


@pytest.mark.parametrize("changed", [{"payload": "e30="}, {"payload": "e30"}, {"signature": "\ud800"}, {"form": "x"}])
def test_a_document_that_was_changed_is_not_taken(
    partner: Partners, installation: Installation, changed: dict[str, str]
) -> None:
    document = json.loads(installation.police.answer()) | changed
    assert problem(partner("authority").post(ANSWERS, document)) == "not_taken"


def test_another_authority_sees_and_takes_nothing(partner: Partners, parcel: Report) -> None:
    other = partner("authority", speaks_for="another-police")
    assert other.get(PARCELS).json() == {"parcels": [], "total": 0}
    waiting = str(Parcel.objects.get(channel="pickup").pk)
    assert other.post(FETCH, {"parcels": [waiting]}).json()["parcels"] == []
    assert Parcel.objects.get(pk=waiting).state == "offered"


def test_a_stranger_with_a_key_of_his_own_gets_nothing(api: None, parcel: Report) -> None:
    stranger = Caller("authority", key=SigningPrivateKey.generate())
    assert problem(stranger.post(FETCH, {})) == "not_recognised"


def test_analysts_take_nothing_here_and_answer_nowhere_but_at_the_desk(
    partner: Partners, parcel: Report, installation: Installation
) -> None:
    installation.activate(installation.law("assess-be-2017"))
    analysts = partner("authority", speaks_for="analysts")
    assert problem(analysts.post(FETCH, {})) == "not_allowed"
    response = analysts.post(ANSWERS, json.loads(installation.analysts.answer()))
    assert (problem(response), response.json()["reason"]) == ("not_taken", "at_the_desk")
