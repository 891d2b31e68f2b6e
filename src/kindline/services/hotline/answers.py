"""What the assessor and the police answer: signed documents with acknowledgements, verdicts, instructions, releases.

Every entry is applied in a transaction of its own, so that one wrong line loses no other. Sending a file again changes
nothing. The release itself stays sealed: this runs in the portal, which cannot open it.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from kindline.kernel import clock, kill_points
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.mandate.versions import authorities
from kindline.kernel.outbox.models import NOT_LEFT, Parcel, State
from kindline.kernel.outbox.receipts import NeverLeft, acknowledge
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import IllegalMove, advance
from kindline.sealing.answer import verify_document
from kindline.sealing.errors import SealingError
from kindline.services.hotline import dossiers, law, reconciling, verdicts
from kindline.services.hotline.assessment.law import at_the_desk
from kindline.services.hotline.assessment.opinions import Said, record_opinion
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import close_if_ended
from kindline.services.hotline.models import Address, Answer, Report

FORM = "kindline/answers/1"
CONTEXT = "answers"
# An officer's clock may be a little fast; a document dated further ahead would outrank every later one.
AHEAD = timedelta(minutes=5)
ACKNOWLEDGED_BY = ("handover", "handover_ack", "handover_ack_urgent")


class BadDocument(ValueError):
    """The file is not an answer of an officer we know; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(ValueError):
    """One entry cannot be taken; the others can. Its text is a code."""


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
    authority: str

    @property
    def role(self) -> str:
        return self.answer.role


def record_answers(document: bytes) -> list[AnswerResult]:
    """Take a signed document: each entry accepted, repeated or refused with a code. BadDocument refuses the whole."""
    authority, signer, payload = _verified(document)
    at = _signed_at(payload)
    kept = _keep(document, signer, authority.role, about=_about(payload))
    signed = Signed(f"{authority.role}:{signer}", at, kept, authority.id)
    kill_points.reach("answers.kept")
    results = [result for entry in _entries(payload, "reports") for result in _report(entry, signed)]
    results += [_one(partial(_dossier, entry, signed), entry, "dossier") for entry in _entries(payload, "dossiers")]
    lists, alone = _entries(payload, "reconciliations"), not results
    results += [_one(partial(reconciling.answer, entry, signed, alone=alone), entry, "month") for entry in lists]
    return results


def record_from_outside(document: bytes) -> list[AnswerResult]:
    """The same at a door that is not the desk's: whoever works at the desk answers there, where exposure is counted."""
    authority, _, _ = _verified(document)
    if at_the_desk(authority.id):
        raise BadDocument("at_the_desk")
    return record_answers(document)


def moment(text: object) -> datetime:
    """An aware moment; ValueError for anything else."""
    found = datetime.fromisoformat(text) if isinstance(text, str) else None
    if found is None or found.tzinfo is None:
        raise ValueError("not a moment with a zone")
    return found


def _signed_at(payload: Mapping[str, Any]) -> datetime:
    try:
        at = moment(payload.get("at"))
    except ValueError:
        raise BadDocument("bad_time") from None
    if at > clock.now() + AHEAD:
        raise BadDocument("from_the_future")
    return at


def _verified(document: bytes) -> tuple[Authority, str, Mapping[str, Any]]:
    for authority in authorities().values():
        try:
            verified = verify_document(document, keys=authority.answer_keys(), context=CONTEXT)
        except SealingError as error:
            problem = type(error).__name__
            continue
        if verified.payload.get("form") != FORM or verified.payload.get("authority") != authority.id:
            raise BadDocument("wrong_form")
        return authority, str(verified.signer_key_id), verified.payload
    raise BadDocument(f"not_signed_{problem}")


def _about(payload: Mapping[str, Any]) -> list[UUID]:
    """Every report the document speaks of: it is erased with the first of them."""
    receipts = [_uuid(entry.get("report")) for entry in _entries(payload, "reports")]
    named = [_uuid(entry.get("dossier")) for entry in _entries(payload, "dossiers")]
    of_dossiers = Address.objects.filter(dossiers__in=[name for name in named if name]).values_list("report", flat=True)
    return list(dict.fromkeys([*(receipt for receipt in receipts if receipt), *of_dossiers]))


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _keep(document: bytes, signer: str, role: str, *, about: list[UUID]) -> Answer:
    digest = hashlib.sha256(document).hexdigest()
    kept = erasable.locked_if_known(document, about)
    answer = Answer(sha256=digest, document=kept, signer=signer, role=role, received_at=clock.now())
    try:
        with transaction.atomic(using="core"):
            answer.save(force_insert=True)
            record("answers.received", subject=answer.pk, by=f"{role}:{signer}", facts={"sha256": digest})
    except IntegrityError:
        return Answer.objects.get(sha256=digest)
    return answer


def _entries(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = payload.get(name, [])
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _report(entry: Mapping[str, Any], signed: Signed) -> Iterator[AnswerResult]:
    if entry.get("acknowledged"):
        yield _one(partial(_acknowledge, entry, signed), entry, "report")
    if entry.get("feedback") == "none":
        yield _one(partial(_no_feedback, entry, signed), entry, "report")
    for line in _entries(entry, "addresses"):
        ordinal = line.get("ordinal")
        known = ordinal if isinstance(ordinal, int) else None
        yield _one(partial(_address, entry, line, signed), entry, "report", known)


def _one(apply: Callable[[], str], entry: Mapping[str, Any], name: str, ordinal: int | None = None) -> AnswerResult:
    subject = str(entry.get(name, ""))[:40]
    try:
        with transaction.atomic(using="core"):
            result = apply()
        # Here the entry stands and the next one does not: the same file sent again finds where it was cut.
        kill_points.reach("answers.applied")
        return AnswerResult(subject, ordinal, result)
    except Refused as refusal:
        return AnswerResult(subject, ordinal, str(refusal))
    except IllegalMove as illegal:
        return AnswerResult(subject, ordinal, f"not_possible_now:{illegal.state}")
    except NeverLeft:
        return AnswerResult(subject, ordinal, "never_fetched")
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, IntegrityError, DataError):
        return AnswerResult(subject, ordinal, "unreadable")


def _find(entry: Mapping[str, Any]) -> Report:
    report = Report.objects.select_for_update().filter(pk=UUID(entry["report"])).first()
    if report is None:
        raise Refused("unknown_receipt")
    return report


def own_parcel(entry: Mapping[str, Any], signed: Signed, **about: Any) -> Parcel:
    """The parcel an entry acknowledges: sent to this authority and about this very thing, or Refused."""
    mine = Parcel.objects.filter(recipient=f"authority:{signed.authority}", **about)
    found = mine.filter(pk=UUID(entry["parcel"])).defer("sealed_body").first()
    if found is None:
        raise Refused("unknown_parcel")
    if found.state in NOT_LEFT:
        # Offered is not taken: nobody acknowledges what nobody was given.
        raise Refused("never_fetched")
    return found


def _dossier(entry: Mapping[str, Any], signed: Signed) -> str:
    return dossiers.answer(entry, signed)


def _acknowledge(entry: Mapping[str, Any], signed: Signed) -> str:
    report = _find(entry)
    parcel = own_parcel(entry, signed, subject=report.pk)
    proof = signed.answer
    acknowledge(parcel.pk, by=signed.by, proof=bytes(proof.document), at=signed.at, sha256=proof.sha256)
    changed = _withhold(report, entry, signed) or parcel.state != State.ACKNOWLEDGED
    if parcel.kind == "handover" and report.state == "handed_over":
        _open_to_verdicts(report, signed)
    sent = Parcel.objects.filter(subject=report.pk, kind__in=("handover", "addition"))
    if not sent.exclude(state=State.ACKNOWLEDGED).exists():
        for kind in ACKNOWLEDGED_BY:
            deadlines.meet(report.pk, kind)
    close_if_ended(report, by=signed.by, role=signed.role)
    return "accepted" if changed else "repeated"


def _withhold(report: Report, entry: Mapping[str, Any], signed: Signed) -> bool:
    withheld = entry.get("withhold")
    if not isinstance(withheld, bool) or (report.said_at and signed.at < report.said_at):
        return False
    Report.objects.filter(pk=report.pk).update(withheld=withheld, said_at=signed.at)
    return withheld != report.withheld


def _open_to_verdicts(report: Report, signed: Signed) -> None:
    now = {"acknowledged_at": clock.now()}
    advance(report, "acknowledge", by=signed.by, role=signed.role, occurred_at=signed.at, also=now)
    for address in report.addresses.filter(state="sealed"):
        advance(address, "acknowledge", by=signed.by, role=signed.role, occurred_at=signed.at)
    if report.address_count:
        start_clock(report.pk, "verdict")


def _no_feedback(entry: Mapping[str, Any], signed: Signed) -> str:
    report = _find(entry)
    if signed.authority != law.of(report).assessor().id:
        raise Refused("not_the_assessor")
    if at_the_desk(signed.authority):
        # No feedback is an agreement with the police; an analyst who took an address answers for it.
        raise Refused("not_by_analysts")
    if report.state == "handed_over":
        raise Refused("not_acknowledged")
    waiting = [a for a in report.addresses.filter(state="acknowledged") if not a.said_at or a.said_at <= signed.at]
    for address in waiting:
        verdicts.dismiss(address, outcome="no_feedback", by=signed.by, at=signed.at)
    close_if_ended(report, by=signed.by, role=signed.role)
    return "accepted" if waiting else "repeated"


def _address(entry: Mapping[str, Any], line: Mapping[str, Any], signed: Signed) -> str:
    both = Address.objects.select_for_update().select_related("report")
    address = both.filter(report=UUID(entry["report"]), ordinal=int(line["ordinal"])).first()
    if address is None:
        _find(entry)
    if address is None or address.envelope != line.get("envelope"):
        raise Refused("unknown_envelope")
    try:
        box = base64.b64decode(line["release"], validate=True) if line.get("release") else None
    except (binascii.Error, TypeError):
        raise Refused("unreadable_release") from None
    result = _judge(address, line, box, signed)
    close_if_ended(address.report, by=signed.by, role=signed.role)
    return result


def _judge(address: Address, line: Mapping[str, Any], box: bytes | None, signed: Signed) -> str:
    verdict, classification, instruction = (
        str(line.get(name) or "") for name in ("verdict", "classification", "instruction")
    )
    if at_the_desk(signed.authority):
        codes = line.get("assessment")
        said = Said(verdict, classification, instruction, box, codes if isinstance(codes, dict) else {})
        return record_opinion(
            address, said, by=signed.by, authority=signed.authority, at=signed.at, answer=signed.answer
        )
    return verdicts.record_verdict(
        address,
        verdict=verdict,
        classification=classification,
        instruction=instruction,
        box=box,
        by=signed.by,
        authority=signed.authority,
        at=signed.at,
        answer=signed.answer,
    )
