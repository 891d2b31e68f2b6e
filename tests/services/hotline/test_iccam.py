"""The referral as ICCAM takes it: fields and numbers pinned from public code, and the fault of a peer not repeated."""

from datetime import date

import pytest

from kindline.services.hotline import iccam

HOST = iccam.Host("NL", "192.0.2.7", "Example Hosting", 64500)
LABELS = {
    "age": "infant", "gender": "both", "virtual": "no", "user_generated": "yes", "child_modelling": "not_determined",
    "site_type": "image_board", "commerciality": "commercial",
}  # fmt: skip


def made(**changes: object) -> dict:
    given = {
        "address": "https://a.example/x;y", "reference": "K-7", "received": date(2026, 11, 26),
        "classification": "national", "host": HOST, "labels": LABELS,
    }  # fmt: skip
    return iccam.payload(**given | changes)  # type: ignore[arg-type]


def test_every_field_is_what_public_code_shows() -> None:
    assert made() == {
        "reportingAnalystName": "analyst on duty",
        "hotlineReceivedDate": "2026-11-26T00:00:00Z",
        "hotlineReference": "K-7",
        "memo": "",
        "sourceUrlUsername": "",
        "sourceUrlPassword": "",
        "sourceUrlReferrer": None,
        "sourceUrlSiteType": 5,
        "sourceUrlCommerciality": 2,
        "sourceUrlPaymentMethods": [1],
        "urls": [
            {
                "urlString": "https://a.example/x;y",
                "hotlineReference": "K-7-1",
                "hostingCountryCode": "NL",
                "hostingIpAddress": "192.0.2.7",
                "hostingIsp": "Example Hosting",
                "hostingOrganization": {
                    "organizationName": "Example Hosting",
                    "autonomousSystemNumber": 64500,
                    "isContentDeliveryNetwork": False,
                },
                "isSourceUrl": True,
                "memo": "",
                "contentType": 2,
                "assessment": {
                    "assessingAnalystName": "analyst on duty",
                    "classification": 2,
                    "ageCategorization": 2,
                    "genderCategorization": 4,
                    "virtualContentCategorization": 3,
                    "userGeneratedContentCategorization": 2,
                    "childModelingCategorization": 1,
                },
                "actions": [],
            }
        ],
    }


@pytest.mark.parametrize(("own", "theirs"), [("yes", 2), ("no", 3)])
def test_user_generated_and_child_modelling_are_not_swapped(own: str, theirs: int) -> None:
    (url,) = made(labels={"user_generated": own})["urls"]
    assert url["assessment"]["userGeneratedContentCategorization"] == theirs
    assert url["assessment"]["childModelingCategorization"] == 1
    (url,) = made(labels={"child_modelling": own})["urls"]
    assert url["assessment"]["childModelingCategorization"] == theirs
    assert url["assessment"]["userGeneratedContentCategorization"] == 1


@pytest.mark.parametrize("change", [{"classification": "cannot_assess"}, {"classification": ""},
                                    {"address": "magnet:?xt=urn:btih:" + "c" * 40}])  # fmt: skip
def test_what_iccam_does_not_take_is_not_built(change: dict[str, str]) -> None:
    with pytest.raises(iccam.NotForIccam):
        made(**change)


def test_a_field_too_many_a_time_of_day_or_an_early_action_is_found() -> None:
    whole = made()
    assert list(iccam.problems(whole)) == []
    assert list(iccam.problems(whole | {"reporterEmail": "x"})) == ["report has a strange field reporterEmail"]
    assert list(iccam.problems(whole | {"hotlineReceivedDate": "2026-11-26T17:05:00Z"}))
    (url,) = whole["urls"]
    assert list(iccam.problems(whole | {"urls": [url | {"actions": [{"action": 1}]}]})) == ["actions come later"]
    assert list(iccam.problems(whole | {"urls": [url | {"hostingCountryCode": "uk"}]}))
    assert list(iccam.problems({}))
