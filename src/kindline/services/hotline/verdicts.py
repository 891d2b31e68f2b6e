"""Verdict and instruction per address: dismissed, held, waiting, or released under seal (P11)."""

from datetime import datetime

from kindline.kernel import clock
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import instructions, law, resting
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import settle
from kindline.services.hotline.instructions import HOLDING, INSTRUCTIONS, RELEASING
from kindline.services.hotline.law import role_of
from kindline.services.hotline.models import Address, Answer, ReleaseOrder, Report

ABUSE = "abuse_material"
DISMISSING = ("not_illegal", "cannot_tell", "already_gone", "duplicate")
# Ends that a later verdict may undo; the others are removals and decisions of persons.
BY_VERDICT = (*DISMISSING, "no_feedback")

__all__ = [
    "ABUSE",
    "DISMISSING",
    "HOLDING",
    "INSTRUCTIONS",
    "RELEASING",
    "dismiss",
    "record_verdict",
    "what_is_wrong",
]


def record_verdict(
    address: Address,
    *,
    verdict: str,
    classification: str,
    instruction: str,
    box: bytes | None,
    by: str,
    authority: str,
    at: datetime,
    answer: Answer,
) -> str:
    """Apply one signed line: `accepted`, `repeated`, or a code saying what is wrong. Nothing is half applied."""
    problem = what_is_wrong(
        address,
        verdict=verdict,
        classification=classification,
        instruction=instruction,
        box=box,
        authority=authority,
        at=at,
    )
    if problem:
        return problem
    before, ordered = _known(address), False
    if verdict in DISMISSING:
        if not (address.state == "closed" and address.verdict == verdict):
            _reconsider_if_ended(address, by=by, at=at)
            dismiss(address, outcome=verdict, by=by, at=at)
    else:
        if verdict == ABUSE:
            _judge(address, classification, by=by, at=at)
        if box is not None:
            ordered = _order(address, box, answer)
        if instruction:
            instructions.follow(address, instruction, by=by, authority=authority, at=at)
    if address.said_at != at:
        address.said_at = at
        address.save(update_fields=["said_at"])
    return "accepted" if ordered or before != _known(address) else "repeated"


def dismiss(address: Address, *, outcome: str, by: str, at: datetime) -> None:
    """An end without removal: the verdict of the assessor, or no feedback by agreement. What has not left, stays."""
    known = "" if outcome == "no_feedback" else outcome
    judged = {"verdict": known, "outcome": outcome, "judged_at": clock.now()}
    advance(address, "dismiss", by=by, role=role_of(by), occurred_at=at, facts={"outcome": outcome}, also=judged)
    address.orders.filter(done_at=None).update(done_at=clock.now(), refused="dismissed")
    holding.cancel(subject=address.pk, by=by, why="dismissed")
    holding.unhold(subject=address.pk, by=by)
    settle(address, by=by, why="dismissed")


def _not_theirs(address: Address, authority: str, judgement: object, instruction: str) -> str:
    """Only the assessor judges and releases. The police may instruct as well, and what they ordered only they undo."""
    mandate = law.of(address.report)
    police = mandate.police().id
    if authority not in (mandate.assessor().id, police) or (judgement and authority != mandate.assessor().id):
        return "not_the_assessor"
    ordered = address.instructed_by == police and address.instruction != "wait"
    changes = instruction not in ("", address.instruction)
    return "instructed_by_police" if ordered and changes and authority != police else ""


def _known(address: Address) -> tuple[object, ...]:
    return (address.state, address.verdict, address.classification, address.instruction)


def what_is_wrong(
    address: Address,
    *,
    verdict: str,
    classification: str,
    instruction: str,
    box: bytes | None,
    authority: str,
    at: datetime,
) -> str:
    """Why a line cannot be taken as things stand, as a code; empty when it can."""
    problem = _not_theirs(address, authority, verdict or classification or box, instruction)
    return problem or _problem(address, verdict, classification, instruction, box, at)


def _problem(
    address: Address, verdict: str, classification: str, instruction: str, box: bytes | None, at: datetime
) -> str:
    known = verdict or address.verdict
    lawful = law.of(address.report).assessment.classifications
    if address.state == "sealed":
        return "not_acknowledged"
    if address.said_at and at < address.said_at:
        return "older_than_known"
    if verdict and verdict not in (ABUSE, *DISMISSING):
        return "unknown_verdict"
    if not known:
        return "no_verdict"
    if verdict == ABUSE and (classification or not address.classification) and classification not in lawful:
        return "unknown_classification"
    if instruction and instruction not in INSTRUCTIONS:
        return "unknown_instruction"
    if known in DISMISSING and (instruction or box):
        return "instruction_without_abuse"
    return _cannot_follow(address, instruction, box)


def _cannot_follow(address: Address, instruction: str, box: bytes | None) -> str:
    """What stands against an instruction or a release, given where the address is."""
    if instruction == "wait" and address.state in ("released", "routed", "watching"):
        return "already_released"
    if address.state == "closed" and address.outcome not in BY_VERDICT and instruction not in ("", address.instruction):
        # One that is watched for its return may be held and let go of; nothing else follows from an end.
        holds = instruction in HOLDING or address.instruction in HOLDING
        if not (holds and resting.is_watched(address)):
            return "not_possible_now:closed"
    if instruction in RELEASING and box is None and not instructions.is_released(address) and not _ordered(address):
        return "release_missing"
    if box is not None and (instruction or address.instruction) not in RELEASING:
        return "release_without_instruction"
    return ""


def _ordered(address: Address) -> bool:
    return address.orders.filter(done_at=None).exists()


def _judge(address: Address, classification: str, *, by: str, at: datetime) -> None:
    """Abuse material: judged, judged otherwise than before, or classified otherwise."""
    _reconsider_if_ended(address, by=by, at=at)
    if address.state == "acknowledged":
        facts, known = {"classification": classification}, classification or address.classification
        judged = {"verdict": ABUSE, "classification": known, "judged_at": clock.now()}
        advance(address, "judge", by=by, role=role_of(by), occurred_at=at, facts=facts, also=judged)
        start_clock(address.pk, "release", under=law.of(address.report))
    elif classification and classification != address.classification:
        address.classification = classification
        address.save(update_fields=["classification"])


def _reconsider_if_ended(address: Address, *, by: str, at: datetime) -> None:
    if address.state != "closed" or address.outcome not in BY_VERDICT:
        return
    facts, anew = {"was": address.outcome}, {"outcome": "", "verdict": ""}
    advance(address, "reconsider", by=by, role=role_of(by), occurred_at=at, facts=facts, also=anew)
    address.report = Report.objects.select_for_update().get(pk=address.report_id)
    if address.report.state == "closed":
        advance(address.report, "reopen", by=by, role=role_of(by), occurred_at=at, also={"closed_at": None})
    deadlines.meet_all(address.pk)


def _order(address: Address, box: bytes, answer: Answer) -> bool:
    """Keep the sealed release for the worker; a newer one takes the place of one not opened yet. True: one more."""
    if address.released_at is not None:
        return False
    locked = erasable.lock(box, [address.report_id])
    fresh = {"box": locked, "answer": answer, "received_at": clock.now()}
    _, more = ReleaseOrder.objects.update_or_create(address=address, done_at=None, defaults=fresh)
    return more
