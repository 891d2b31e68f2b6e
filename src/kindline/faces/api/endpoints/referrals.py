"""Member hotlines' systems: what we refer to them, their number for it, and what came of it."""

import base64
from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kindline.faces.api.doors.signed import who
from kindline.faces.api.problems import Problem
from kindline.faces.api.scoped import ClientAssertion
from kindline.faces.api.shapes import Said, example
from kindline.kernel.partners.scopes import REFERRALS
from kindline.services.hotline import referring
from kindline.services.hotline.models import Dossier
from kindline.services.hotline.referring import NotNow, NotTheirs

router = Router(tags=["member hotlines"])


class Referral(Schema):
    """One referral: our number, the day, your reference once you gave it; nothing of what it says."""

    id: UUID
    number: int
    day: date
    urgent: bool
    reference: str
    outcome: str


class Referrals(Schema):
    """Those without an outcome, oldest first; at most two hundred."""

    referrals: list[Referral]


class SealedReferral(Referral):
    """`copies`: key id → a box (docs/envelope.md) to that key of yours, info `dossier:` and the id."""

    copies: dict[str, str]


class Reference(Said):
    """Your own number for it."""

    model_config = example({"reference": "2026/0417"})
    reference: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,27}$")


class Outcome(Said):
    """What came of it. `no_action`: your law or your finding is another; a person of ours decides what follows."""

    model_config = example({"outcome": "removed"})
    outcome: Literal["removed", "investigating", "origin_found", "no_action"]


@router.get(
    "", response=Referrals, auth=ClientAssertion(REFERRALS), url_name="referrals", operation_id="list_referrals"
)
def referrals(request: HttpRequest) -> Referrals:
    """What waits for your country. Looking changes nothing."""
    rows = referring.referrals_for(who(request).partner.speaks_for)
    return Referrals(referrals=[shown(row) for row in rows])


@router.post(
    "/{referral}/fetch", response=SealedReferral, auth=ClientAssertion(REFERRALS), url_name="fetch_referral",
    operation_id="fetch_referral",
)  # fmt: skip
def fetch_referral(request: HttpRequest, referral: UUID) -> SealedReferral:
    """The referral, sealed. The log keeps that you fetched it; again as often as you need."""
    asking = who(request)
    try:
        row, copies = referring.fetch(referral, country=asking.partner.speaks_for, by=asking.by)
    except NotTheirs:
        raise Problem("not_found") from None
    boxes = {key: base64.b64encode(box).decode("ascii") for key, box in copies.items()}
    return SealedReferral(**shown(row).dict(), copies=boxes)


@router.post(
    "/{referral}/acknowledge", response=Referral, auth=ClientAssertion(REFERRALS), url_name="acknowledge_referral",
    operation_id="acknowledge_referral",
)  # fmt: skip
def acknowledge_referral(request: HttpRequest, referral: UUID, said: Reference) -> Referral:
    """You have it, under your number. From here on we wait for your outcome."""
    asking = who(request)
    try:
        row = referring.take_over(referral, country=asking.partner.speaks_for, reference=said.reference, by=asking.by)
    except NotTheirs:
        raise Problem("not_found") from None
    except NotNow:
        raise Problem("not_taken", reason="not_awaited") from None
    return shown(row)


@router.post(
    "/{referral}/outcome", response=Referral, auth=ClientAssertion(REFERRALS), url_name="referral_outcome",
    operation_id="tell_outcome",
)  # fmt: skip
def referral_outcome(request: HttpRequest, referral: UUID, said: Outcome) -> Referral:
    """What came of it; a later word may follow an earlier one until the address has ended."""
    asking = who(request)
    try:
        row = referring.tell(referral, country=asking.partner.speaks_for, outcome=said.outcome, by=asking.by)
    except NotTheirs:
        raise Problem("not_found") from None
    except NotNow:
        raise Problem("not_taken", reason="not_awaited") from None
    return shown(row)


def shown(row: Dossier) -> Referral:
    return Referral(
        id=row.pk, number=row.number, day=row.made_at.date(), urgent=row.address.report.urgent,
        reference=row.reference, outcome=row.outcome,
    )  # fmt: skip
