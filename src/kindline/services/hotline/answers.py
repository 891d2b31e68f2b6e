"""What the police answer: signed documents with acknowledgements, verdicts, instructions and releases, one or many.

Every entry is applied in a transaction of its own, so that one wrong line loses no other. Sending a file again changes
nothing. The release itself stays sealed: this runs in the portal, which cannot open it.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.outbox.receipts import NeverLeft, acknowledge
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import IllegalMove, advance
from kindline.sealing.answer import verify_document
from kindline.sealing.errors import SealingError
from kindline.services.hotline import dossiers, verdicts
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import close_if_ended
from kindline.services.hotline.models import Address, Answer, Report

FORM = "kindline/answers/1"
CONTEXT = "answers"


class BadDocument(ValueError):
    """The file is not an answer of an officer we know; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(ValueError):
    """One entry cannot be taken; the others can."""


@dataclass(frozen=True)
class AnswerResult:
    """What became of one entry: accepted, repeated, or a refusal code."""

    subject: str
    ordinal: int | None
    result: str


@dataclass(frozen=True)
class Signed:
    """Who signed, when, and the bytes that prove it."""

    by: str
    at: datetime
    answer: Answer


def record_answers(document: bytes) -> list[AnswerResult]:
    """Take a signed document: each entry accepted, repeated or refused with a code. BadDocument refuses the whole."""
    authority, signer, payload = _verified(document)
    try:
        at = datetime.fromisoformat(payload["at"])
    except (KeyError, TypeError, ValueError):
        raise BadDocument("bad_time") from None
    signed = Signed(f"police:{signer}", at, _keep(document, signer, authority))
    results = [result for entry in _entries(payload, "reports") for result in _report(entry, signed)]
    results += [_one(lambda e=entry: dossiers.answer(e, signed), entry, "dossier") for entry in _entries(payload, "dossiers")]
    return results


def _verified(document: bytes) -> tuple[Authority, str, Mapping[str, Any]]:
    for authority in active().authorities.values():
        try:
            verified = verify_document(document, keys=authority.answer_keys(), context=CONTEXT)
        except SealingError as error:
            problem = type(error).__name__
            continue
        if verified.payload.get("form") != FORM or verified.payload.get("authority") != authority.id:
            raise BadDocument("wrong_form")
        return authority, str(verified.signer_key_id), verified.payload
    raise BadDocument(f"not_signed_{problem}")


def _keep(document: bytes, signer: str, authority: Authority) -> Answer:
    digest = hashlib.sha256(document).hexdigest()
    with transaction.atomic(using="core"):
        answer, fresh = Answer.objects.get_or_create(
            sha256=digest, defaults={"document": document, "signer": signer, "received_at": clock.now()}
        )
        if fresh:
            record("answers.received", subject=answer.pk, by=f"police:{signer}", facts={"sha256": digest})
    return answer


def _entries(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = payload.get(name, [])
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _report(entry: Mapping[str, Any], signed: Signed) -> Iterator[AnswerResult]:
    if entry.get("acknowledged"):
        yield _one(lambda: _acknowledge(entry, signed), entry, "report")
    if entry.get("feedback") == "none":
        yield _one(lambda: _no_feedback(entry, signed), entry, "report")
    for line in _entries(entry, "addresses"):
        yield _one(lambda line=line: _address(entry, line, signed), entry, "report", line.get("ordinal"))  # type: ignore[misc]


def _one(
    apply: Callable[[], str], entry: Mapping[str, Any], name: str, ordinal: int | None = None
) -> AnswerResult:
    subject = str(entry.get(name, ""))[:40]
    try:
        with transaction.atomic(using="core"):
            return AnswerResult(subject, ordinal, apply())
    except Refused as refusal:
        return AnswerResult(subject, ordinal, str(refusal))
    except IllegalMove as illegal:
        return AnswerResult(subject, ordinal, f"not_possible_now:{illegal.state}")
    except (KeyError, TypeError, ValueError, IntegrityError, NeverLeft):
        return AnswerResult(subject, ordinal, "unreadable")


def _find(entry: Mapping[str, Any]) -> Report:
    report = Report.objects.select_for_update().filter(pk=UUID(entry["report"])).first()
    if report is None:
        raise Refused("unknown_receipt")
    return report


def _acknowledge(entry: Mapping[str, Any], signed: Signed) -> str:
    report = _find(entry)
    acknowledge(UUID(entry["parcel"]), by=signed.by, proof=bytes(signed.answer.document), at=signed.at)
    if entry.get("withhold") is not None:
        Report.objects.filter(pk=report.pk).update(withheld=bool(entry["withhold"]))
    if report.state != "handed_over":
        return "repeated"
    advance(report, "acknowledge", by=signed.by, role="police", occurred_at=signed.at)
    Report.objects.filter(pk=report.pk).update(acknowledged_at=clock.now())
    deadlines.meet_all(report.pk)
    for address in report.addresses.filter(state="sealed"):
        advance(address, "acknowledge", by=signed.by, role="police", occurred_at=signed.at)
    if report.address_count:
        start_clock(report.pk, "verdict")
    close_if_ended(report, by=signed.by, role="police")
    return "accepted"


def _no_feedback(entry: Mapping[str, Any], signed: Signed) -> str:
    report = _find(entry)
    waiting = list(report.addresses.filter(state="acknowledged"))
    for address in waiting:
        verdicts.dismiss(address, outcome="no_feedback", by=signed.by, at=signed.at)
    close_if_ended(report, by=signed.by, role="police")
    return "accepted" if waiting else "repeated"


def _address(entry: Mapping[str, Any], line: Mapping[str, Any], signed: Signed) -> str:
    report = _find(entry)
    address = Address.objects.select_for_update().filter(report=report, ordinal=int(line["ordinal"])).first()
    if address is None or address.envelope != line.get("envelope"):
        raise Refused("unknown_envelope")
    try:
        box = base64.b64decode(line["release"], validate=True) if line.get("release") else None
    except (binascii.Error, TypeError):
        raise Refused("unreadable_release") from None
    result = verdicts.record_verdict(
        address,
        verdict=str(line.get("verdict") or ""),
        classification=str(line.get("classification") or ""),
        instruction=str(line.get("instruction") or ""),
        box=box,
        by=signed.by,
        at=signed.at,
        answer=signed.answer,
    )
    close_if_ended(report, by=signed.by, role="police")
    return result
