"""The police's systems: sealed parcels out, signed answers in. An officer's signature decides, whoever carries it."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from kindline.faces.api.doors.signed import who
from kindline.faces.api.problems import Problem
from kindline.faces.api.scoped import ClientAssertion
from kindline.faces.api.shapes import Said, example
from kindline.faces.api.shapes import answers as shows
from kindline.kernel.partners.scopes import ANSWERS, PARCELS
from kindline.sealing import canonical_json
from kindline.services.hotline.answers import BadDocument, record_from_outside
from kindline.services.hotline.assessment.law import at_the_desk
from kindline.services.hotline.taking import take_away
from kindline.services.hotline.waiting import waiting_for

router = Router(tags=["police"])
ID = "0f6f2f5e-6e1b-4c57-9d0e-2f3a4b5c6d7e"


class Waiting(Schema):
    """One parcel: what it is, of which day, how many addresses; nothing of what they say."""

    id: UUID
    kind: str
    number: int
    day: date
    addresses: int
    urgent: bool
    fetched: bool


class WaitingList(Schema):
    """The first two hundred, urgent ones first, and how many there are in all."""

    model_config = shows(
        {"parcels": [{"id": ID, "kind": "handover", "number": 7, "day": "2026-11-21", "addresses": 2, "urgent": True,
                      "fetched": False}], "total": 1}
    )  # fmt: skip
    parcels: list[Waiting]
    total: int


class Wanted(Said):
    """Which parcels; without the field, all that wait."""

    model_config = example({"parcels": [ID]})
    parcels: list[UUID] | None = Field(None, max_length=500)


class SealedEnvelope(Schema):
    """One envelope as docs/envelope.md describes it, in base64."""

    purpose: str
    ordinal: int
    sealed: str


class Parcel(Schema):
    """One sealed parcel. `dossier` only in parcels of that kind."""

    parcel: UUID
    form: str
    kind: str
    report: UUID
    dossier: UUID | None = None
    urgent: bool
    mandate: str
    day: date
    envelopes: list[SealedEnvelope]


class PlatformKeys(Schema):
    """To be compared with your own trust list, never to be believed."""

    site: str
    platform: str
    log: str


class MandateNamed(Schema):
    """The mandate in force, by hash, and the keys it allows."""

    id: str
    sha256: str
    recipients: list[str]


class Parcels(Schema):
    """The download: what `./kindline police open` and the single-file opener read."""

    form: str
    checkpoint: str
    routing_key: str
    platform_keys: PlatformKeys
    mandate: MandateNamed
    parcels: list[Parcel]


class SignedAnswers(Said):
    """A signed file as it is (docs/police.md): acknowledgements, verdicts, instructions, releases, one or many."""

    model_config = example(
        {"context": "answers", "form": "kindline/signed/1", "key": "ed25519-9f3c2a1b00d4e5f6",
         "payload": "eyJmb3JtIjoia2luZGxpbmUvYW5zd2Vycy8xIn0=", "signature": "c2lnbmF0dXJl"}
    )  # fmt: skip
    context: str
    form: str
    key: str
    payload: str
    signature: str


class Result(Schema):
    """What became of one entry: `accepted`, `repeated`, or a code that says why not."""

    subject: str
    ordinal: int | None
    result: str


class Results(Schema):
    """One result an entry, in their order."""

    model_config = shows(
        {"results": [{"subject": ID, "ordinal": None, "result": "accepted"},
                     {"subject": ID, "ordinal": 1, "result": "repeated"}]}
    )  # fmt: skip
    results: list[Result]


@router.get(
    "/parcels", response=WaitingList, auth=ClientAssertion(PARCELS), url_name="parcels", operation_id="list_parcels"
)
def parcels(request: HttpRequest) -> WaitingList:
    """What waits for your authority. Looking changes nothing."""
    rows, total = waiting_for(authority(request))
    return WaitingList(parcels=[Waiting.from_orm(row) for row in rows], total=total)


def authority(request: HttpRequest) -> str:
    """Whom the partner speaks for, if that is an authority outside the house.

    Analysts open at the desk, one address at a time, within what protects them (P9); no machine takes it away.
    """
    whose = who(request).partner.speaks_for
    if at_the_desk(whose):
        raise Problem("not_allowed")
    return whose


@router.post(
    "/parcels/fetch", response=Parcels, auth=ClientAssertion(PARCELS), url_name="fetch_parcels",
    operation_id="fetch_parcels",
)  # fmt: skip
def fetch_parcels(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """Take parcels away, sealed. The log keeps that you did; fetch again as often as you need, until acknowledged."""
    asking = who(request)
    only = None if wanted.parcels is None else [str(one) for one in wanted.parcels]
    data = take_away(authority(request), only=only, by=asking.by)
    return HttpResponse(data, content_type="application/json")


@router.post(
    "/answers", response=Results, auth=ClientAssertion(ANSWERS), url_name="police_answers", operation_id="bring_answers"
)
def answers(request: HttpRequest, document: SignedAnswers) -> Results:
    """Bring a file that an officer of the mandate signed. Sending it again changes nothing."""
    try:
        results = record_from_outside(canonical_json.dump(document.dict()) + b"\n")
    except BadDocument as bad:
        raise Problem("not_taken", reason=bad.code) from None
    except ValueError:
        raise Problem("not_taken", reason="unreadable") from None
    return Results(results=[Result.from_orm(result) for result in results])
