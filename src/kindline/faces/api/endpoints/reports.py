"""Sites that offer our report form, and member hotlines that refer to us: reports already sealed, and nothing else."""

import base64
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StrictBool

from kindline.faces.api.doors.signed import who
from kindline.faces.api.problems import Problem
from kindline.faces.api.scoped import ClientAssertion
from kindline.faces.api.shapes import Base64, Said, answers, example
from kindline.kernel.mandate.active import as_signed
from kindline.kernel.partners.models import Partner
from kindline.kernel.partners.register import signing_keys
from kindline.kernel.partners.scopes import REPORTS
from kindline.services.hotline.sealed_filing import NotTaken, SealedEnvelope, SealedReport, accept_sealed

router = Router(tags=["sites and member hotlines"])
CHANNELS = {"site": "partner site", "member": "member hotline"}
Sixteen = Annotated[Base64, Field(min_length=24, max_length=44)]
ThirtyTwo = Annotated[Base64, Field(min_length=44, max_length=44)]


class Mandate(Schema):
    """The mandate in force, exactly as signed. Check both signatures with the keys you pinned before you seal to it."""

    document: str
    signatures: str


class Envelope(Said):
    """One envelope (docs/envelope.md); `blind` with an address, and with nothing else."""

    sealed: Base64 = Field(max_length=100_000)
    blind: Base64 | None = Field(None, max_length=1400)


class Report(Said):
    """What filing stores, and not the reporter's code: only that which proves it later."""

    model_config = example(
        {"id": "0f6f2f5e-6e1b-4c57-9d0e-2f3a4b5c6d7e", "locator": "7K2M9QXA", "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
         "verifier": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "mailbox_key": "kindline-x25519-pub:…",
         "language": "nl", "seen": "web_page", "urgent": False,
         "envelopes": [{"sealed": "S05ETA==", "blind": "AQ=="}, {"sealed": "S05ETA=="}]}
    )  # fmt: skip
    id: UUID
    locator: str = Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{8}$")
    salt: Sixteen
    verifier: ThirtyTwo
    mailbox_key: str = Field(max_length=120)
    language: Literal["nl", "fr", "de", "en"]
    seen: str = Field(pattern=r"^[a-z_]{1,30}$")
    urgent: StrictBool
    reference: str = Field("", pattern=r"^[A-Za-z0-9._/-]{0,28}$", description="Your own number for it, if it has one.")
    envelopes: list[Envelope] = Field(min_length=2, max_length=102)


class Accepted(Schema):
    """Stored durably: from now on the reporter's code opens the mailbox on our site."""

    model_config = answers({"report": "0f6f2f5e-6e1b-4c57-9d0e-2f3a4b5c6d7e", "result": "accepted"})
    report: UUID
    result: Literal["accepted", "repeated"]


@router.get("/mandate", response=Mandate, auth=ClientAssertion(REPORTS), url_name="mandate", operation_id="mandate")
def mandate(request: HttpRequest) -> Mandate:
    """To whom a report is sealed now. Ask before each report: a report under an earlier mandate is refused."""
    document, signatures = as_signed()
    return Mandate(document=text(document), signatures=text(signatures))


@router.post("/reports", response=Accepted, auth=ClientAssertion(REPORTS), url_name="reports", operation_id="report")
def reports(request: HttpRequest, report: Report) -> Accepted:
    """Bring a sealed report. An urgent one is never told to wait. The same id again changes nothing."""
    asking = who(request)
    sealed = SealedReport(
        id=report.id,
        locator=report.locator,
        salt=base64.b64decode(report.salt),
        verifier=base64.b64decode(report.verifier),
        mailbox_key=report.mailbox_key,
        language=report.language,
        seen=report.seen,
        urgent=report.urgent,
        envelopes=tuple(envelope(one) for one in report.envelopes),
    )
    fresh = take(sealed, asking.partner, by=asking.by, reference=report.reference)
    return Accepted(report=report.id, result="accepted" if fresh else "repeated")


def take(sealed: SealedReport, partner: Partner, *, by: str, reference: str) -> bool:
    sealers = {key.key_id: key for key in signing_keys(partner)}
    try:
        return accept_sealed(sealed, sealers=sealers, channel=CHANNELS[partner.kind], by=by, reference=reference)
    except NotTaken as refusal:
        raise Problem("not_taken", reason=refusal.code) from None


def envelope(said: Envelope) -> SealedEnvelope:
    return SealedEnvelope(base64.b64decode(said.sealed), base64.b64decode(said.blind or ""))


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
