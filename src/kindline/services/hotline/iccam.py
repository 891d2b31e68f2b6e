"""A referral as ICCAM v3 takes it, for whoever enters it there. Built and checked here; nothing is sent by us.

Fields, code numbers and rules are those that public code shows (SCART, release of 7 May 2024: the export for API v3 and
its table of fields); ICCAM's own documentation is not public. There is no field for a reporter, and none is added.
SCART maps "user generated" to the question about child modelling and the reverse; a test holds that we do not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kindline.kernel.taxonomy.lists import current

NOT_DETERMINED = "not_determined"
PAYMENT_NOT_DETERMINED = 1
WEBSITE = 2
# ICCAM wants its own account's name here; a role is all that leaves us, and the person who enters it writes theirs.
ANALYST = "analyst on duty"

REPORT = ("reportingAnalystName", "hotlineReceivedDate", "hotlineReference", "memo", "sourceUrlUsername",
          "sourceUrlPassword", "sourceUrlReferrer", "sourceUrlSiteType", "sourceUrlCommerciality",
          "sourceUrlPaymentMethods", "urls")  # fmt: skip
URL = ("urlString", "hotlineReference", "hostingCountryCode", "hostingIpAddress", "hostingIsp", "hostingOrganization",
       "isSourceUrl", "memo", "contentType", "assessment", "actions")  # fmt: skip
ORGANISATION = ("organizationName", "autonomousSystemNumber", "isContentDeliveryNetwork")
# Their field for each of our lists.
ASSESSMENT = {
    "classification": "classification",
    "ageCategorization": "age",
    "genderCategorization": "gender",
    "virtualContentCategorization": "virtual",
    "userGeneratedContentCategorization": "user_generated",
    "childModelingCategorization": "child_modelling",
}
ILLEGAL = ("baseline", "national")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")


class NotForIccam(ValueError):
    """ICCAM takes addresses of the web that have been assessed as illegal, and nothing else."""


@dataclass(frozen=True)
class Host:
    """Where it was hosted when that was last looked up."""

    country: str
    ip: str = field(default="", repr=False)
    holder: str = ""
    asn: int = 0


def payload(
    *, address: str, reference: str, received: date, classification: str, host: Host, labels: Mapping[str, str]
) -> dict[str, Any]:
    """One report with one address, ready to be entered. `labels`: what was recorded, in the words of our code lists.

    No time finer than a day, no reporter, no words of one.
    """
    if classification not in ILLEGAL or not address.startswith(("http://", "https://")):
        raise NotForIccam
    made = {
        "reportingAnalystName": ANALYST,
        "hotlineReceivedDate": f"{received.isoformat()}T00:00:00Z",
        "hotlineReference": reference,
        "memo": "",
        "sourceUrlUsername": "",
        "sourceUrlPassword": "",
        "sourceUrlReferrer": None,
        "sourceUrlSiteType": _number("site_type", labels.get("site_type", "website")),
        "sourceUrlCommerciality": _number("commerciality", labels.get("commerciality", NOT_DETERMINED)),
        "sourceUrlPaymentMethods": [PAYMENT_NOT_DETERMINED],
        "urls": [_url(address, f"{reference}-1", classification, host, labels)],
    }
    if found := list(problems(made)):
        raise NotForIccam("; ".join(found))
    return made


def _url(address: str, reference: str, classification: str, host: Host, labels: Mapping[str, str]) -> dict[str, Any]:
    organisation = dict(zip(ORGANISATION, (host.holder, host.asn or None, False), strict=True))
    return {
        "urlString": address,
        "hotlineReference": reference,
        "hostingCountryCode": host.country,
        "hostingIpAddress": host.ip,
        "hostingIsp": host.holder,
        "hostingOrganization": organisation,
        "isSourceUrl": True,
        "memo": "",
        "contentType": WEBSITE,
        "assessment": _assessment(classification, labels),
        "actions": [],
    }


def _assessment(classification: str, labels: Mapping[str, str]) -> dict[str, Any]:
    said = {**labels, "classification": classification}
    numbers = {name: _number(own, said.get(own, NOT_DETERMINED)) for name, own in ASSESSMENT.items()}
    return {"assessingAnalystName": ANALYST, **numbers}


def _number(own: str, code: str) -> int | None:
    """ICCAM's number for one of our codes, as the code list says; none where it says none."""
    known = current("assessment")[own].get(code)
    return known.iccam if known else None


def _numbers(own: str) -> set[int]:
    return {code.iccam for code in current("assessment")[own].values() if code.iccam}


def problems(made: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a payload, entry by entry; nothing for one that may be entered. A strange field is wrong."""
    yield from _fields(made, REPORT, "report")
    if not DAY.fullmatch(str(made.get("hotlineReceivedDate", ""))):
        yield "hotlineReceivedDate is a day without a time"
    if not made.get("hotlineReference"):
        yield "hotlineReference is empty"
    if made.get("sourceUrlSiteType") not in _numbers("site_type"):
        yield "sourceUrlSiteType is unknown"
    if made.get("sourceUrlCommerciality") not in _numbers("commerciality"):
        yield "sourceUrlCommerciality is unknown"
    urls = made.get("urls") or []
    if sum(bool(url.get("isSourceUrl")) for url in urls) != 1:
        yield "urls needs one source"
    for url in urls:
        yield from _of_url(url)


def _of_url(url: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(url, URL, "url")
    yield from _fields(url.get("hostingOrganization") or {}, ORGANISATION, "hostingOrganization")
    country = str(url.get("hostingCountryCode", ""))
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        yield "hostingCountryCode has two letters"
    assessment = url.get("assessment") or {}
    yield from _fields(assessment, ("assessingAnalystName", *ASSESSMENT), "assessment")
    unknown = (name for name, own in ASSESSMENT.items() if assessment.get(name) not in _numbers(own))
    yield from (f"{name} is unknown" for name in unknown)
    if url.get("actions"):
        # Public code notes that an action sent with or right after a report is refused.
        yield "actions come later"


def _fields(given: Mapping[str, Any], known: tuple[str, ...], what: str) -> Iterator[str]:
    yield from (f"{what} lacks {name}" for name in known if name not in given)
    yield from (f"{what} has a strange field {name}" for name in given if name not in known)
